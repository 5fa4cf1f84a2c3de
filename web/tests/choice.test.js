import assert from "node:assert/strict";
import { test } from "node:test";
import { read, written } from "../src/address.js";
import { counted, coveredDays, everything, isWhole, limits, movable, panelsOf, rowsOf, windowsOf } from "../src/choice.js";
import { steered } from "../src/handles.js";
import { perDay } from "../src/series.js";
import { cell, sheet } from "../src/sheet.js";

/** Five strikes about day 100: two before, two after (one of them either/or), one over two days. */
function example() {
  const coded = (key, label, texts, index, choices = false) => ({ key, label, texts, index, choices, codes: texts.map((_, i) => `${key}${i}`) });
  const series = (n) => Array.from({ length: n }, () => ({ perDay: new Array(20).fill(0) }));
  const view = (key, ofGroup, apart) => ({ key, series: series(apart + 1), ofGroup, apart });
  return /** @type {any} */ ({
    lang: "en",
    panels: [
      { heading: "Before", dayStart: 90, dayStop: 100 },
      { heading: "After", dayStart: 100, dayStop: 110 },
    ],
    timeline: { eventDay: 100, dayStart: 90, views: [view("zone", [1, 0, -1], 2), view("class", [0, 0, 0], 1)] },
    markStyles: [{ key: "high", label: "high" }, { key: "alternative", label: "either" }],
    groups: ["north", "east"],
    marks: {
      lon: [36, 36, 37, 37, 38],
      lat: [35, 35, 35, 35, 35],
      panel: [0, 0, 1, 1, 1],
      style: [0, 0, 0, 1, 0],
      group: [0, 0, 1, 1, 1],
      dayStart: [95, 98, 103, 104, 104],
      dayEnd: [95, 99, 103, 104, 105],
      radiusKm: [1, 1, 1, 1, 1],
    },
    popups: {
      title: coded("", "", ["Idlib", "=Raqqa"], [0, 0, 1, 1, 1]),
      columns: [
        coded("confidence", "Confidence", ["high", "low"], [0, 1, 0, 0, 1], true),
        coded("id", "Row", ["a", "b", "c", "d", "e"], [0, 1, 2, 3, 4]),
      ],
      url: coded("", "", [""], [0, 0, 0, 0, 0]),
    },
  });
}

test("the saved view is the choice of everything", () => {
  const data = example();
  assert.equal(movable(data), true);
  assert.deepEqual([...panelsOf(data, everything(data))], [0, 0, 1, 1, 1]);
});

test("a moved event counts anew and leaves out what straddles it", () => {
  const data = example();
  const choice = { ...everything(data), cut: 105 };
  assert.deepEqual([...panelsOf(data, choice)], [0, 0, 0, 0, -3]);
  const [[all]] = [counted(data, panelsOf(data, choice), new Uint8Array(5), 1)];
  assert.deepEqual(all, [{ counted: 3, apart: 1, rated: 3 }, { counted: 0, apart: 0, rated: 0 }]);
});

test("filters hide strikes, and every count adds up", () => {
  const data = example();
  const choice = everything(data);
  choice.hidden.set("confidence", new Set([1]));
  const panels = panelsOf(data, choice);
  assert.deepEqual([...panels], [0, -1, 1, 1, -1]);
  assert.deepEqual([...rowsOf(panels, 1)], [2, 3]);
  const groups = counted(data, panels, data.marks.group, 2);
  assert.deepEqual(groups[1][1], { counted: 1, apart: 1, rated: 1 });
  const days = (view) => perDay(data, { ...choice, view }).map((one) => one.reduce((sum, n) => sum + n, 0));
  assert.deepEqual(days("class"), [2, 1]);
  assert.deepEqual(days("zone"), [1, 1, 1]);
});

test("rates are of covered days and of the strikes whose first possible day is covered", () => {
  const data = example();
  data.timeline.uncovered = [[90, 96], [105, 110]];
  const [[before, after]] = counted(data, panelsOf(data, everything(data)), new Uint8Array(5), 1);
  assert.deepEqual([before.counted, before.rated], [2, 1]);
  assert.deepEqual([after.counted, after.rated], [2, 2]);
  assert.deepEqual(windowsOf(data, everything(data)).map((window) => coveredDays(data, window)), [4, 5]);
  data.timeline.uncovered = [[90, 96], [104, 110]];
  const [[, fewer]] = counted(data, panelsOf(data, everything(data)), new Uint8Array(5), 1);
  assert.deepEqual([fewer.counted, fewer.rated], [2, 1]);
});

test("words are looked for in every text of a strike", () => {
  const data = example();
  const found = (text) => [...panelsOf(data, { ...everything(data), text })];
  assert.deepEqual(found(" RAQQA "), [-1, -1, 1, 1, 1]);
  assert.deepEqual(found("low raqqa"), [-1, -1, -1, -1, 1]);
  assert.deepEqual(found('"low raqqa"'), [-1, -1, -1, -1, -1]);
});

test("a number is found as a whole, letters without their marks, and reports are read too", () => {
  const data = example();
  data.popups.title = { texts: ["12 May", "2 May", "Ḩamāh"], index: [0, 1, 2, 2, 2] };
  const report = { texts: ["Two dead", "nobody"], index: [0, 1] };
  data.popups.reports = { source: report, date: report, title: report, url: [0, 0], ofMark: [[], [], [0], [1], [0, 1]] };
  const found = (text) => [...panelsOf(data, { ...everything(data), text })];
  assert.deepEqual(found("2 may"), [-1, 0, -1, -1, -1]);
  assert.deepEqual(found('"2 may"'), [-1, 0, -1, -1, -1]);
  for (const odd of ["(2", "2-3", "2/3", "[2", "2\\", "2+", "{2}", "2$", "\uD83D2"]) assert.deepEqual(found(odd), [-1, -1, -1, -1, -1], odd);
  assert.deepEqual(found("hamah"), [-1, -1, 1, 1, 1]);
  assert.deepEqual(found("dead"), [-1, -1, 1, -1, 1]);
});

test("what is filtered is coarser than what is read where Python says so", () => {
  const data = example();
  data.popups.columns[1].choices = { texts: ["early", "late"], index: [0, 0, 1, 1, 1] };
  const choice = everything(data);
  choice.hidden.set("id", new Set([0]));
  assert.deepEqual([...panelsOf(data, choice)], [-1, -1, 1, 1, 1]);
  assert.equal(written(data, choice), "hide-id=id0");
  choice.hidden.set("mark", new Set([1]));
  assert.deepEqual([...panelsOf(data, choice)], [-1, -1, 1, -1, 1]);
});

test("an address names the few that are left rather than the many that are not", () => {
  const data = example();
  data.popups.columns[1].choices = true;
  const choice = everything(data);
  choice.hidden.set("id", new Set([0, 1, 3, 4]));
  assert.equal(written(data, choice), "show-id=id2");
  assert.deepEqual(read(data, "#show-id=id2").hidden, choice.hidden);
  assert.deepEqual(read(data, "#only-id=c").hidden, choice.hidden, "an address of texts, as pages wrote at first");
  assert.deepEqual(read(data, "#only-id=id2&show-id=c").unknown, ["id2", "c"]);
  const other = read(data, "#only-id=unknown&no-nothing=x");
  assert.deepEqual(other.unknown, ["unknown", "x"]);
  assert.deepEqual([...panelsOf(data, other)], [-1, -1, -1, -1, -1]);
  assert.equal(isWhole(data, read(data, "#no-id=unknown")), false);
  choice.hidden.set("id", new Set([0, 1, 2, 3, 4]));
  assert.deepEqual(read(data, written(data, choice)).hidden, choice.hidden);
});

test("an address of one language works on the page of another, since it holds codes", () => {
  const [english, arabic] = [example(), example()];
  for (const data of [english, arabic]) data.popups.columns[1].choices = true;
  arabic.popups.columns[1].texts = ["أ", "ب", "ت", "ث", "ج"];
  arabic.markStyles = [{ key: "high", label: "عالية" }, { key: "alternative", label: "إما" }];
  const choice = everything(english);
  choice.hidden.set("id", new Set([1])).set("mark", new Set([0]));
  const fragment = written(english, choice);
  assert.match(fragment, /^[a-z0-9=&-]+$/);
  assert.deepEqual(read(arabic, fragment).hidden, choice.hidden);
  assert.deepEqual(read(arabic, fragment).unknown, []);
});

test("how the strip is taken apart stands in the address and leaves the counts as they were saved", () => {
  const data = example();
  const choice = { ...everything(data), view: "class" };
  assert.equal(everything(data).view, "zone");
  assert.equal(written(data, choice), "strip=class");
  assert.equal(isWhole(data, choice), true);
  assert.deepEqual(read(data, "#strip=class"), choice);
  assert.deepEqual(read(data, "#strip=nonsense"), everything(data));
});

test("an address holds a choice, and nonsense in it is left out", () => {
  const data = example();
  const choice = { ...everything(data), cut: 102, text: "idlib & co" };
  choice.hidden.set("confidence", new Set([1]));
  const again = read(data, `#${written(data, choice)}`);
  assert.deepEqual(again, choice);
  assert.deepEqual(read(data, "#event=2017-13-99&strip=x&__proto__=x"), everything(data));
  assert.deepEqual(read(data, "#event=1971-01-01"), everything(data));
});

test("the sheet holds what is shown, and no formula", () => {
  const data = example();
  const lines = sheet(data, panelsOf(data, everything(data))).split("\r\n");
  assert.equal(lines.length, 7);
  assert.ok(lines[3].includes("'=Raqqa"));
  assert.equal(lines[3].split(",")[5], "1970-04-14");
  assert.deepEqual(['a"b', "a,b", "+1", "-1", "@x", "\tx", -1].map(cell), ['"a""b"', '"a,b"', "'+1", "'-1", "'@x", "'\tx", "-1"]);
});

test("narrower windows count what lies within them, and the address says so", () => {
  const data = example();
  const choice = { ...everything(data), start: 96, stop: 105 };
  assert.deepEqual([...panelsOf(data, choice)], [-1, 0, 1, 1, -4]);
  assert.deepEqual(windowsOf(data, choice), [{ start: 96, stop: 100 }, { start: 100, stop: 105 }]);
  assert.equal(written(data, choice), "from=1970-04-07&to=1970-04-15");
  assert.deepEqual(read(data, "#from=1970-04-07&to=1970-04-15"), choice);
});

test("windows get narrower and never wider, and keep a day each beside the gap", () => {
  const data = example();
  const choice = everything(data);
  assert.deepEqual([limits(data, choice, "start"), limits(data, choice, "stop")], [[90, 99], [101, 110]]);
  assert.deepEqual(limits(data, { ...choice, start: 95, stop: 103 }, "cut"), [96, 102]);
  data.panels[1].dayStart = 103;
  assert.deepEqual(limits(data, choice, "cut"), [91, 106]);
  assert.deepEqual(read(data, "#from=1970-01-01&to=1971-01-01"), choice);
  assert.deepEqual(read(data, "#from=1970-04-30&event=1970-04-20"), choice);
});

test("keys steer a handle within its limits, mirrored in Arabic", () => {
  assert.equal(steered("ArrowRight", false, 5, 0, 9), 6);
  assert.equal(steered("ArrowRight", true, 5, 0, 9), 4);
  assert.equal(steered("PageUp", false, 5, 0, 9), 9);
  assert.equal(steered("Home", false, 5, 0, 9), 0);
  assert.equal(steered("End", true, 5, 0, 9), 9);
  assert.equal(steered("constructor", false, 5, 0, 9), null);
});
