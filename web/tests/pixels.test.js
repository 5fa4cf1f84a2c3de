import assert from "node:assert/strict";
import { test } from "node:test";
import { darken, packedColour, pixels } from "../src/pixels.js";

test("a pixel gets darker the more marks lie on it, and a few leave it as it is", () => {
  const red = packedColour("#b3131b");
  const buffer = Int32Array.from([red, red, red, red, 0]);
  darken(buffer, Uint16Array.from([1, 3, 12, 300, 0]));
  const light = [...buffer].map((colour) => colour & 255);
  assert.equal(light[0], 0xb3);
  assert.equal(light[1], 0xb3);
  assert.ok(light[1] > light[2] && light[2] > light[3] && light[3] > 20);
  assert.equal(buffer[4], 0);
  assert.equal(buffer[3] >>> 24, 255);
});

test("a hollow mark is white inside and a small filled one has no edge", () => {
  const style = { shape: "circle", fill: "", edge: "#b3131b" };
  const colours = (dot) => new Set(dot.filter((_, i) => i % 3 === 2));
  assert.deepEqual(colours(pixels(/** @type {any} */ (style), 4)), new Set([packedColour("#b3131b"), packedColour("#ffffff")]));
  const filled = { ...style, fill: "#b3131b", edge: "#ffffff" };
  assert.deepEqual(colours(pixels(/** @type {any} */ (filled), 3)), new Set([packedColour("#b3131b")]));
});
