import assert from "node:assert/strict";
import { test } from "node:test";
import { fan, samePoint } from "../src/fan.js";

test("a single strike stays on its point", () => {
  assert.deepEqual(fan(1), [[0, 0]]);
});

test("strikes of one point never cover one another", () => {
  for (let n = 2; n < 40; n += 1) {
    const slots = fan(n);
    assert.equal(slots.length, n);
    for (let i = 0; i < n; i += 1)
      for (let k = 0; k < i; k += 1) {
        const apart = Math.hypot(slots[i][0] - slots[k][0], slots[i][1] - slots[k][1]);
        assert.ok(apart > 0.999, `${n} strikes: ${i} and ${k} are ${apart} apart`);
      }
  }
});

test("rows are grouped by their exact point and none is lost", () => {
  const groups = samePoint([0, 1, 2, 4], [36.6, 40, 36.6, 0, 36.6], [35, 35, 35, 0, 35.1]);
  assert.deepEqual(groups, [[0, 2], [1], [4]]);
});
