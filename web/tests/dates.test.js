import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { dayText, spanText } from "../src/days.js";

const { months, spans, days } = JSON.parse(
  readFileSync(new URL("vectors.json", import.meta.url), "utf8"),
).spans;

test("days and spans of days read as Python words them, in both languages", () => {
  const zone = process.env.TZ;
  for (const name of ["UTC", "America/New_York", "Asia/Damascus", "Pacific/Apia"]) {
    process.env.TZ = name;
    for (const [first, last, en, ar] of spans) {
      assert.equal(spanText(first, last, months.en), en);
      assert.equal(spanText(first, last, months.ar), ar);
    }
    for (const [day, en, enShort, ar, arShort] of days) {
      assert.deepEqual([dayText(day, months.en), dayText(day, months.en, false)], [en, enShort]);
      assert.deepEqual([dayText(day, months.ar), dayText(day, months.ar, false)], [ar, arShort]);
    }
  }
  process.env.TZ = zone ?? "UTC";
  assert.ok(spans.length > 150);
});
