import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fixed } from "../src/numbers.js";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8"));

test("rates and ratios are rounded as Python rounds them", () => {
  for (const [value, text] of vectors.numbers) assert.equal(fixed(value), text);
  assert.ok(vectors.numbers.some(([value]) => value === 0.125));
  assert.ok(vectors.numbers.length > 300);
});
