/** What the reader has chosen to see, and the counts that follow from it. */

import { classified, recut } from "./days.js";
import { passing, sieved } from "./sieve.js";

/** @import {Payload, View} from "./payload.d.ts" */
/** @import {Window} from "./days.js" */
/**
 * `cut` is the day of the event, `start` the first day of the earlier window, `stop` the day
 * after the last one of the later window. `hidden` holds, for each column that is filtered,
 * the codes of its texts that are left out. `view` is how the strip is taken apart. `look` is
 * the part of the world and the panel that are shown, "" for those of the saved page; neither
 * changes a number. `unknown` are texts that an address wants filtered and this map does not have.
 * @typedef {{cut: number, start: number, stop: number, text: string, view: string,
 *   hidden: Map<string, Set<number>>, look: string, unknown: string[]}} Choice
 *
 * @typedef {"cut" | "start" | "stop"} Edge what of the windows the reader can move
 *
 * @typedef {{counted: number, apart: number, rated: number}} Count strikes counted, of them those on
 *   covered days (rated), and those of a class
 *   that is never pooled with them
 */

/** The class that counts apart: "A or B". */
const APART = "alternative";

/**
 * Which styles are of the class that counts apart; where marks are coloured by a column, a key
 * is the class and the number of the group.
 *
 * @param {Payload} data
 */
export function apartOf({ markStyles }) {
  return Uint8Array.from(markStyles, ({ key }) => Number(key.split(" ")[0] === APART));
}

/** @param {Payload} data @returns {Choice} */
export function everything(data) {
  const start = data.panels[0]?.dayStart ?? 0;
  const stop = data.panels[data.panels.length - 1]?.dayStop ?? 0;
  const view = data.timeline?.views[0].key ?? "";
  const cut = data.timeline?.eventDay ?? 0;
  return { cut, start, stop, text: "", view, hidden: new Map(), look: "", unknown: [] };
}

/**
 * How the strip is taken apart.
 *
 * @param {Payload} data
 * @param {Choice} choice
 */
export function viewOf(data, choice) {
  const views = /** @type {View[]} */ (data.timeline?.views);
  return views.find(({ key }) => key === choice.view) ?? views[0];
}

/**
 * Whether the event of a map can be moved: two windows about it, and strikes to count anew.
 *
 * @param {Payload} data
 */
export function movable(data) {
  const [before, after] = data.panels;
  const event = data.timeline?.eventDay;
  const held = data.cellsFirst || !data.panels.some((panel) => panel.cellLayer >= 0);
  return (
    held && data.panels.length === 2 && event !== undefined && before.dayStop <= event && event <= after.dayStart
  );
}

/**
 * Whether a choice has other windows than the saved page.
 *
 * @param {Payload} data
 * @param {Choice} choice
 */
export function moved(data, choice) {
  const { cut, start, stop } = everything(data);
  return movable(data) && (choice.cut !== cut || choice.start !== start || choice.stop !== stop);
}

/**
 * The first and the last value that an edge may take where the others stand. Only the strikes
 * of the saved windows are in the page, so that the windows can get narrower and never wider;
 * each keeps a day at least.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @param {Edge} edge
 * @returns {[number, number]}
 */
export function limits(data, choice, edge) {
  const whole = everything(data);
  const [before, after] = data.panels;
  const [earlier, later] = [before.dayStop - whole.cut, after.dayStart - whole.cut];
  if (edge === "start") return [whole.start, choice.cut + earlier - 1];
  if (edge === "stop") return [choice.cut + later + 1, whole.stop];
  return [choice.start - earlier + 1, choice.stop - later - 1];
}

/**
 * The windows that a choice means.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @returns {Window[]}
 */
export function windowsOf(data, choice) {
  const windows = data.panels.map(({ dayStart, dayStop }) => ({ start: dayStart, stop: dayStop }));
  if (!moved(data, choice)) return windows;
  const { cut, start, stop } = choice;
  return recut(windows[0], windows[1], everything(data).cut, cut, start, stop);
}

/**
 * The panel of each strike, or a negative number for none.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @returns {Int8Array}
 */
export function panelsOf(data, choice) {
  const { marks } = data;
  const n = marks.lon.length;
  const panels = new Int8Array(marks.panel);
  if (moved(data, choice)) {
    const [before, after] = windowsOf(data, choice);
    for (let row = 0; row < n; row += 1) {
      panels[row] = classified(marks.dayStart[row], marks.dayEnd[row], before, after, choice.cut);
    }
  }
  const shown = passing(data, choice);
  if (shown) for (let row = 0; row < n; row += 1) if (!shown[row]) panels[row] = -1;
  return panels;
}

/**
 * The rows of the table that were computed for the day the event was moved to; null where
 * there are none, or where strikes are filtered away.
 *
 * @param {Payload} data
 * @param {Choice} choice
 */
export function computedRows(data, choice) {
  const { start, stop } = everything(data);
  if (!movable(data) || choice.start !== start || choice.stop !== stop) return null;
  if (sieved(choice)) return null;
  return data.recut.find(([day]) => day === choice.cut)?.[1] ?? null;
}

/**
 * Rows of the strikes that a panel shows.
 *
 * @param {ArrayLike<number>} panels
 * @param {number} panel
 * @param {ArrayLike<number>} [outside] 1 for strikes that are to be left out
 */
export function rowsOf(panels, panel, outside) {
  const rows = new Int32Array(panels.length);
  let found = 0;
  for (let row = 0; row < panels.length; row += 1) if (panels[row] === panel && !outside?.[row]) rows[found++] = row;
  return rows.slice(0, found);
}

/** A strike that is counted, on covered days: neither apart (1) nor on days that nobody covers. */
const RATED = 2;
/** By the days that nobody covers, which belong to one map. @type {WeakMap<object, Uint8Array>} */
const KINDS = new WeakMap();

/**
 * How each strike is counted, worked out once: 1 for those that count apart, 2 for those of a rate.
 *
 * @param {Payload} data
 */
function kindsOf(data) {
  const holes = data.timeline?.uncovered ?? [];
  const own = data.timeline ? holes : data.marks;
  const known = KINDS.get(own);
  if (known) return known;
  const { style, dayStart } = data.marks;
  const apart = apartOf(data);
  const kinds = new Uint8Array(data.marks.lon.length).fill(RATED);
  for (let row = 0; row < kinds.length; row += 1) {
    if (apart[style[row]]) kinds[row] = 1;
    else if (holes.some(([a, b]) => dayStart[row] >= a && dayStart[row] < b)) kinds[row] = 0;
  }
  KINDS.set(own, kinds);
  return kinds;
}

/**
 * Count strikes by panel and by a code; codes out of range are counted nowhere.
 *
 * @param {Payload} data
 * @param {Int8Array} panels
 * @param {ArrayLike<number>} code
 * @param {number} size
 * @returns {Count[][]} by code, then by panel
 */
export function counted(data, panels, code, size) {
  const kinds = kindsOf(data);
  const width = data.panels.length;
  const sums = new Int32Array(3 * size * width);
  for (let row = 0; row < panels.length; row += 1) {
    const panel = panels[row];
    const own = code[row];
    if (panel < 0 || own < 0 || own >= size) continue;
    const at = 3 * (own * width + panel);
    const kind = kinds[row];
    sums[at + (kind & 1)] += 1;
    if (kind === RATED) sums[at + 2] += 1;
  }
  return Array.from({ length: size }, (_, i) =>
    data.panels.map((_panel, p) => {
      const [named, other, rated] = sums.subarray(3 * (i * width + p));
      return { counted: named, apart: other, rated };
    }),
  );
}

/**
 * How many days of a window the reports cover.
 *
 * @param {Payload} data
 * @param {Window} window
 */
export function coveredDays(data, { start, stop }) {
  const holes = data.timeline?.uncovered ?? [];
  const lost = holes.map(([a, b]) => Math.max(Math.min(b, stop) - Math.max(a, start), 0));
  return stop - start - lost.reduce((sum, days) => sum + days, 0);
}

/**
 * Whether a choice shows the strikes of the page as it was saved.
 *
 * @param {Payload} data
 * @param {Choice} choice
 */
export function isWhole(data, choice) {
  return !moved(data, choice) && !sieved(choice) && choice.unknown.length === 0;
}
