import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { dayText, spanText } from "../src/days.js";

const { grammar, spans, days } = JSON.parse(
  readFileSync(new URL("vectors.json", import.meta.url), "utf8"),
).spans;

test("days and spans of days read as Python words them, in both languages", () => {
  const zone = process.env.TZ;
  for (const name of ["UTC", "America/New_York", "Asia/Damascus", "Pacific/Apia"]) {
    process.env.TZ = name;
    for (const [first, last, en, ar] of spans) {
      assert.equal(spanText(first, last, grammar.en), en);
      assert.equal(spanText(first, last, grammar.ar), ar);
    }
    for (const [day, en, enShort, ar, arShort] of days) {
      assert.deepEqual([dayText(day, grammar.en), dayText(day, grammar.en, false)], [en, enShort]);
      assert.deepEqual([dayText(day, grammar.ar), dayText(day, grammar.ar, false)], [ar, arShort]);
    }
  }
  process.env.TZ = zone ?? "UTC";
  assert.ok(spans.length > 150);
});
