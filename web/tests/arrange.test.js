import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, candidates, distance, overlap } from "../src/arrange.js";

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

test("a name is nearer to its own dot than to any other, and a town whose dot is hidden has none", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  let named = 0;
  for (let map = 0; map < 100; map += 1) {
    const dots = Array.from({ length: 25 }, () => ({ x: 300 * random(), y: 200 * random() }));
    const marks = Array.from({ length: 10 }, () => {
      const [x, y] = [300 * random(), 200 * random()];
      return { x0: x - 4, y0: y - 4, x1: x + 4, y1: y + 4 };
    });
    const wanted = dots.map((dot) => ({ candidates: candidates("town", dot.x, dot.y, 40, 12), dot }));
    const places = arrange(wanted, marks);
    const shown = dots.filter((_, i) => places[i]);
    places.forEach((place, i) => {
      if (!place) return;
      named += 1;
      const { x, y } = dots[i];
      assert.ok(!marks.some((mark) => x > mark.x0 && x < mark.x1 && y > mark.y0 && y < mark.y1));
      for (const other of shown)
        if (other !== dots[i]) assert.ok(distance(place, dots[i]) < distance(place, other));
    });
  }
  assert.ok(named > 500);
});
