import assert from "node:assert/strict";
import { test } from "node:test";
import { boxOf, covers, isEmpty, linesOf, ringAround, vertices } from "../src/geometry.js";

test("a ring is restored from its differences, longitude first", () => {
  const ring = vertices([365000, 350000, 10000, 0, -5000, 2500]);
  assert.deepEqual([...ring], [36.5, 35, 37.5, 35, 37, 35.25]);
  assert.deepEqual(boxOf([ring, vertices([0, 0])]), [0, 0, 37.5, 35.25]);
});

test("an area keeps its holes beside its outline", () => {
  const shape = { areas: [[[0, 0, 10000, 0, 0, 10000], [1000, 1000, 1000, 0, 0, 1000]]], lines: [] };
  assert.deepEqual(linesOf(shape).areas.map((ring) => ring.length), [6, 6]);
  assert.equal(isEmpty(shape), false);
  assert.equal(isEmpty({ areas: [], lines: [] }), true);
});

test("a ring around a place lies at its distance on all sides", () => {
  const ring = ringAround(35, 37, 25);
  const degree = (Math.PI * 6371.0088) / 180;
  for (const [lat, lon] of ring) {
    const east = (lon - 37) * degree * Math.cos((((lat + 35) / 2) * Math.PI) / 180);
    assert.ok(Math.abs(Math.hypot((lat - 35) * degree, east) - 25) < 0.01);
  }
  assert.ok(Math.abs(Math.max(...ring.map(([lat]) => lat)) - 35 - 25 / degree) < 1e-6);
});

test("a point lies in an area unless it lies in a hole of it", () => {
  const hole = [10000, 10000, 10000, 0, 0, 10000, -10000, 0];
  const shape = { areas: [[[0, 0, 30000, 0, 0, 30000, -30000, 0], hole]], lines: [] };
  assert.equal(covers(shape, 0.5, 0.5), true);
  assert.equal(covers(shape, 1.5, 1.5), false);
  assert.equal(covers(shape, 2.5, 1.5), true);
  assert.equal(covers(shape, 3.5, 1.5), false);
});
