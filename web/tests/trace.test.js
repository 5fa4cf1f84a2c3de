import assert from "node:assert/strict";
import { test } from "node:test";
import { thinned, traced } from "../src/trace.js";

const SIGHT = { min: { x: 0, y: 0 }, max: { x: 100, y: 100 } };
const AT = { x: 0, y: 0 };

/** @param {string} path @returns {number[][][]} the vertices of each line */
function read(path) {
  return path.split("M").slice(1).map((line) => {
    const [start, ...steps] = line.replace("z", "").split("l").map((pair) => pair.split(" ").map(Number));
    return steps.reduce((all, [dx, dy]) => [...all, [all.at(-1)[0] + dx, all.at(-1)[1] + dy]], [start]);
  });
}

test("a line keeps what is farther from it than the tolerance, and both of its ends", () => {
  assert.deepEqual([...thinned(Float64Array.of(0, 0, 5, 0.2, 10, 0, 10, 5, 10, 10), 0.5)], [0, 0, 10, 0, 10, 10]);
  assert.deepEqual([...thinned(Float64Array.of(1, 2), 0.5)], [1, 2]);
});

test("no vertex of a line is farther from the thinned one than twice the tolerance", () => {
  const n = 500;
  const line = Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 ? 40 * Math.sin(i / 31) + 3 * Math.sin(i / 3) : i / 2));
  const kept = thinned(line, 1);
  assert.ok(kept.length < line.length / 2);
  const distance = (x, y) => {
    let least = Infinity;
    for (let i = 2; i < kept.length; i += 2) {
      const [ax, ay, dx, dy] = [kept[i - 2], kept[i - 1], kept[i] - kept[i - 2], kept[i + 1] - kept[i - 1]];
      const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
      least = Math.min(least, Math.hypot(x - ax - share * dx, y - ay - share * dy));
    }
    return least;
  };
  for (let i = 0; i < line.length; i += 2) assert.ok(distance(line[i], line[i + 1]) <= 2);
});

test("a path in sight goes through every vertex, in whole px of its origin", () => {
  const line = Float64Array.of(10, 10, 20.2, 10, 20.4, 29.6);
  assert.deepEqual(read(traced([line], 2, { x: 5, y: 5 }, SIGHT, false)), [[[15, 15], [35, 15], [36, 54]]]);
  assert.match(traced([line], 1, AT, SIGHT, true), /z$/);
});

test("what is out of sight is left out, and what is seen stays as it is", () => {
  const outside = Float64Array.of(200, 0, 210, 50, 200, 99);
  assert.equal(traced([outside], 1, AT, SIGHT, true), "");
  const around = Float64Array.of(50, 50, 150, 50, 160, 55, 170, 65, 160, 75, 150, 80, 50, 80, 50, 50);
  const [path] = read(traced([around], 1, AT, SIGHT, true));
  assert.deepEqual(path, [[50, 50], [150, 50], [150, 80], [50, 80], [50, 50]]);
});

test("a line that leaves by one edge and comes back by another is not cut short", () => {
  const corner = Float64Array.of(50, 50, 150, 50, 150, -50, 50, -50, 50, 50);
  assert.deepEqual(read(traced([corner], 1, AT, SIGHT, true))[0], [[50, 50], [150, 50], [150, -50], [50, -50], [50, 50]]);
});
