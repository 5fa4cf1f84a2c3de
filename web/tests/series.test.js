import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { perDay, summed } from "../src/series.js";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8"));

/** A map of the strikes of a case, with the filter of the case set. */
function filtered({ start, ofGroup, apart, first, last, panel, group, kind, style, hidden, perDay: days }) {
  const view = { key: "zone", ofGroup, apart, series: days.map(() => ({ perDay: days[0].map(() => NaN) })) };
  const column = { key: "confidence", choices: true, texts: ["a", "b", "c", "d", "e"], index: kind };
  const data = {
    panels: [],
    timeline: { dayStart: start, views: [view] },
    markStyles: [{ key: "high" }, { key: "alternative" }],
    marks: { lon: first, dayStart: first, dayEnd: last, panel, style, group },
    popups: { title: { texts: [""], index: kind.map(() => 0) }, columns: [column] },
  };
  const choice = { view: "zone", text: "", hidden: new Map([["confidence", new Set(hidden)]]) };
  return /** @type {any} */ ([data, choice]);
}

test("strikes per day and zone add up to what Python adds them up to", () => {
  let told = 0;
  for (const one of vectors.series) {
    const [data, choice] = filtered(one);
    const found = perDay(data, choice);
    assert.equal(found.length, one.perDay.length);
    one.perDay.forEach((days, k) =>
      days.forEach((n, i) => {
        assert.ok(Math.abs(found[k][i] - n) < 1e-8, `${found[k][i]} ${n}`);
        told += n;
      }),
    );
  }
  assert.ok(told > 200);
});

test("a filter that changes is applied anew", () => {
  const [data, choice] = filtered(vectors.series[0]);
  const sum = (all) => all.reduce((n, days) => n + days.reduce((a, b) => a + b, 0), 0);
  const before = sum(perDay(data, choice));
  choice.hidden.set("confidence", new Set([0, 1, 2, 3, 4]));
  assert.equal(sum(perDay(data, choice)), 0);
  choice.hidden.set("confidence", new Set(vectors.series[0].hidden));
  assert.equal(sum(perDay(data, choice)), before);
});

test("by colour a strike is in the series of its mark, that of the class that counts apart too", () => {
  const view = { key: "colour", ofGroup: [-1, 1, 0], apart: -1, series: [{ perDay: [0, 0] }, { perDay: [0, 0] }] };
  const data = /** @type {any} */ ({
    panels: [],
    timeline: { dayStart: 5, views: [view] },
    markStyles: [{ key: "group 0" }, { key: "high 1" }, { key: "alternative 0" }],
    marks: { lon: [1, 2, 3], dayStart: [5, 6, 6], dayEnd: [5, 6, 6], panel: [0, 0, 0], style: [1, 2, 1], group: [0, 0, 0] },
    popups: { title: { texts: ["a"], index: [0, 0, 0] }, columns: [] },
  });
  const found = summed(data, data.timeline.views[0], new Uint8Array(3).fill(1), null);
  assert.deepEqual(found.map((days) => [...days]), [[0, 1], [1, 1]]);
});
