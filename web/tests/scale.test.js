import assert from "node:assert/strict";
import { test } from "node:test";
import { roundKm } from "../src/scale.js";
import { tallest } from "../src/timeline.js";

test("the scale bar is the longest round number that fits", () => {
  assert.deepEqual([9, 10, 19.9, 20, 49, 340, 0.7].map(roundKm), [5, 10, 10, 20, 20, 200, 0.5]);
});

test("the tallest day counts all series together", () => {
  const series = [{ perDay: [1, 2, 0] }, { perDay: [0.5, 1, 2.5] }];
  assert.equal(tallest(/** @type {any} */ ({ series })), 3);
});
