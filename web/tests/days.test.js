import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { classified, dayOf, isoDate, recut } from "../src/days.js";
import { inflatedSoon, payloadSoon, unpackedMarks, unwound } from "../src/packed.js";
import { inflated, payloadOf } from "../src/unpacked.js";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8"));

test("every range of days falls where Python puts it", () => {
  let told = 0;
  for (const { before, after, event, first, last, codes } of vectors.periods) {
    const window = ([start, stop]) => ({ start, stop });
    const found = first.map((day, i) => classified(day, last[i], window(before), window(after), event));
    assert.deepEqual(found, codes);
    told += codes.length;
  }
  assert.ok(told > 5000);
});

test("moving the event leaves the outer edges and the gap where they are", () => {
  const windows = recut({ start: 0, stop: 9 }, { start: 12, stop: 20 }, 10, 7);
  assert.deepEqual(windows, [{ start: 0, stop: 6 }, { start: 9, stop: 20 }]);
});

test("a moved event and narrower windows count as Python counts them", () => {
  const window = ([start, stop]) => ({ start, stop });
  let told = 0;
  for (const { before, after, event, cut, start, stop, first, last, codes, windows } of vectors.narrowed) {
    const found = recut(window(before), window(after), event, cut, start, stop);
    assert.deepEqual(found, windows.map(window));
    assert.deepEqual(first.map((day, i) => classified(day, last[i], ...found, cut)), codes);
    told += codes.length;
  }
  assert.ok(told > 2000);
});

test("dates are calendar dates in every time zone", () => {
  const zone = process.env.TZ;
  for (const name of ["America/New_York", "Europe/London", "Asia/Damascus", "Asia/Tokyo", "Pacific/Apia"]) {
    process.env.TZ = name;
    for (const [day, text] of vectors.dates) {
      assert.equal(isoDate(day), text);
      assert.equal(dayOf(text), day);
    }
  }
  process.env.TZ = zone ?? "UTC";
  assert.ok(Number.isNaN(dayOf("4 May 2017")));
});

test("packed columns come out as Python put them in", () => {
  const { packed, plain } = vectors.packing;
  const marks = unpackedMarks(packed, inflated(packed.columns));
  for (const name of ["panel", "style", "group", "dayStart", "dayEnd", "coarse", "nearFront"]) {
    assert.deepEqual(Array.from(marks[name]), plain[name], name);
  }
  for (const name of ["lon", "lat", "radiusKm"]) {
    Array.from(marks[name]).forEach((value, i) => assert.ok(Math.abs(value - plain[name][i]) < 1e-5, name));
  }
});

test("the two halves of a place on the curve are told apart at the corners of the world", () => {
  assert.deepEqual(unwound(0), [0, 0]);
  assert.deepEqual(unwound(1), [1, 0]);
  assert.deepEqual(unwound(2), [0, 1]);
  assert.deepEqual(unwound(2 ** 44 - 1), [2 ** 22 - 1, 2 ** 22 - 1]);
});

test("texts inflate to what was deflated, with and without the browser's own means", async () => {
  const plain = (bytes) => new TextDecoder().decode(bytes);
  const { DecompressionStream } = globalThis;
  assert.equal(plain(inflated(vectors.text.deflated)), vectors.text.plain);
  assert.equal(plain(await inflatedSoon(vectors.text.deflated)), vectors.text.plain);
  delete globalThis.DecompressionStream;
  assert.equal(plain(await inflatedSoon(vectors.text.deflated)), vectors.text.plain);
  globalThis.DecompressionStream = DecompressionStream;
});

test("a payload is the same read at once or beside the script", async () => {
  const popups = { title: { texts: ["a"], index: [0] }, columns: [] };
  const texts = deflateRawSync(JSON.stringify(popups)).toString("base64");
  const text = JSON.stringify({ packed: { ...vectors.packing.packed, texts } });
  const [now, soon] = [payloadOf(text), await payloadSoon(text)];
  assert.deepEqual(soon.marks, now.marks);
  assert.deepEqual(now.popups, popups);
  assert.deepEqual(soon.popups, popups);
});
