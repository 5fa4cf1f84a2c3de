import assert from "node:assert/strict";
import { test } from "node:test";
import { roundKm } from "../src/scale.js";

test("the scale bar is the longest round number that fits", () => {
  assert.deepEqual([9, 10, 19.9, 20, 49, 340, 0.7].map(roundKm), [5, 10, 10, 20, 20, 200, 0.5]);
});
