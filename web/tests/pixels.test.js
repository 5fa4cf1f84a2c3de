import assert from "node:assert/strict";
import { test } from "node:test";
import { opacity, packedColour, pixels, shade } from "../src/pixels.js";

test("a pixel gets darker the more marks lie on it, and a few leave it as it is", () => {
  const red = packedColour("#b3131b");
  const buffer = Int32Array.from([red, red, red, red, 0]);
  shade(buffer, Uint16Array.from([1, 3, 12, 300, 0]), opacity(800));
  const light = [...buffer].map((colour) => colour & 255);
  assert.equal(light[0], 0xb3);
  assert.equal(light[1], 0xb3);
  assert.ok(light[1] > light[2] && light[2] > light[3] && light[3] > 20);
  assert.equal(buffer[4], 0);
  assert.equal(buffer[3] >>> 24, 255);
});

test("among very many marks one is seen through, and several on a spot are not", () => {
  const red = packedColour("#b3131b");
  const buffer = Int32Array.from([red, red, red, red]);
  shade(buffer, Uint16Array.from([1, 2, 3, 9]), opacity(1e5));
  const alpha = [...buffer].map((colour) => colour >>> 24);
  assert.ok(alpha[0] < alpha[1] && alpha[1] < alpha[2] && alpha[2] < 255 && alpha[3] === 255);
  assert.equal(buffer[0] & 0xffffff, red & 0xffffff);
  assert.equal(opacity(5000), 1);
});

test("a hollow mark is white inside and a small filled one has no edge", () => {
  const style = { shape: "circle", fill: "", edge: "#b3131b", spokes: { from: 0.5, at: [] } };
  const colours = (dot) => new Set(dot.filter((_, i) => i % 3 === 2));
  assert.deepEqual(colours(pixels(/** @type {any} */ (style), 4)), new Set([packedColour("#b3131b"), packedColour("#ffffff")]));
  const filled = { ...style, fill: "#b3131b", edge: "#ffffff" };
  assert.deepEqual(colours(pixels(/** @type {any} */ (filled), 3)), new Set([packedColour("#b3131b")]));
});
