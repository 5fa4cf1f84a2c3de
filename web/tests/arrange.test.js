import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, candidates, overlap } from "../src/arrange.js";

test("a label moves to the other side of its town when a mark is in the way", () => {
  const places = candidates("town", 100, 100, 40, 12);
  const mark = { x0: 104, y0: 90, x1: 120, y1: 110 };
  const [place] = arrange([{ candidates: places }], [mark]);
  assert.ok(place && place.x1 < 100);
});

test("a label without a free place is left out rather than drawn over a mark", () => {
  const everywhere = { x0: 0, y0: 0, x1: 300, y1: 300 };
  assert.deepEqual(arrange([{ candidates: candidates("zone", 100, 100, 40, 12) }], [everywhere]), [null]);
});

test("labels never touch one another", () => {
  const wanted = Array.from({ length: 12 }, (_, i) => ({
    candidates: candidates("town", 100 + 9 * (i % 4), 100 + 9 * Math.floor(i / 4), 40, 12),
  }));
  const placed = arrange(wanted, []).filter((place) => place !== null);
  assert.ok(placed.length > 1);
  placed.forEach((a, i) => placed.slice(0, i).forEach((b) => assert.equal(overlap(a, b), false)));
});
