import assert from "node:assert/strict";
import { test } from "node:test";
import { lookOf } from "../src/address.js";

test("an address may ask for a place, a panel, both or neither", () => {
  assert.deepEqual(lookOf("35.583_36.894_8.25"), { place: [35.583, 36.894, 8.25], panel: 0 });
  assert.deepEqual(lookOf("35.583_36.894_8.25_panel3"), { place: [35.583, 36.894, 8.25], panel: 2 });
  assert.deepEqual(lookOf("panel2"), { place: null, panel: 1 });
  assert.deepEqual(lookOf(""), { place: null, panel: 0 });
});

test("a place that is none is left out", () => {
  for (const look of ["95_0_5", "1_2", "a_b_c", "1_2_99", "1_2_-1", "__proto__"]) {
    assert.equal(lookOf(look).place, null, look);
  }
});
