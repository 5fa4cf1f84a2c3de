import assert from "node:assert/strict";
import { test } from "node:test";
import { stepped } from "../src/steps.js";

test("keys lead from strike to strike and stop at the ends, mirrored in Arabic", () => {
  assert.equal(stepped("ArrowRight", 4, 10, false), 5);
  assert.equal(stepped("ArrowRight", 4, 10, true), 3);
  assert.equal(stepped("ArrowLeft", 4, 10, true), 5);
  assert.equal(stepped("ArrowDown", 9, 10, false), 9);
  assert.equal(stepped("PageUp", 4, 10, false), 0);
  assert.equal(stepped("End", -1, 10, false), 9);
  assert.equal(stepped("Home", 4, 10, true), 0);
});

test("other keys lead nowhere, nor does any in an empty list", () => {
  assert.equal(stepped("constructor", 4, 10, false), null);
  assert.equal(stepped("Enter", 4, 10, false), null);
  assert.equal(stepped("ArrowRight", -1, 0, false), null);
});
