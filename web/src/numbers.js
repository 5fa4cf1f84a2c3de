/** The table beside the maps: as it was saved, or counted anew for what is shown. */

import { counted, coveredDays, windowsOf } from "./choice.js";
import { el, scrolled, worded } from "./elements.js";
import { grouped } from "./sentences.js";

/** @import {Grammar, Payload} from "./payload.d.ts" */
/** @import {Choice, Count} from "./choice.js" */

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [scope]
 */
function cell(tag, text, scope) {
  const made = worded(tag, text);
  if (scope) made.setAttribute("scope", scope);
  return made;
}

/** @param {Pick<Payload["table"], "caption" | "columns" | "rows">} table */
export function numbers({ caption, columns, rows }) {
  const head = columns.map((text) => cell("th", text, "col"));
  const lines = rows.map(([first, ...rest]) =>
    el("tr", {}, cell("th", first, "row"), ...rest.map((text) => cell("td", text))),
  );
  const parts = [worded("caption", caption), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...lines)];
  return scrolled(el("table", { class: "numbers" }, ...parts), caption);
}

/**
 * The same for a choice of the reader's, in the same columns: counts, and rates of the covered
 * days, no intervals.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @param {Int8Array} panels
 */
export function recounted(data, choice, panels) {
  const days = windowsOf(data, choice).map((window) => coveredDays(data, window));
  const groups = counted(data, panels, data.marks.group, data.groups.length);
  const all = counted(data, panels, new Uint8Array(panels.length), 1)[0];
  const lines = [...groups, all].map((counts) => line(data.table.keys, counts, days, data.grammar));
  const rows = lines.map((cells, i) => [data.table.rows[i]?.[0] ?? data.groups[i], ...cells]);
  const made = numbers({ ...data.table, rows });
  const { why, noIntervals } = data.words;
  const intervals = data.table.keys.includes("ci_adjusted");
  made.append(el("p", { class: "note" }, intervals ? `${why} ${noIntervals}` : why));
  return made;
}

/**
 * The cells of one group, as the keys of the table name them.
 *
 * @param {string[]} keys
 * @param {Count[]} counts
 * @param {number[]} days
 * @param {Grammar} grammar
 */
function line(keys, counts, days, grammar) {
  /** @param {string} text */
  const decimal = (text) => {
    const [before, after] = text.split(".");
    return after === undefined ? text : `${grouped(Number(before), grammar)}${grammar.decimal}${after}`;
  };
  const [before, after] = counts;
  const rates = counts.map((one, i) => one.rated / days[i]);
  /** @type {Record<string, () => string>} */
  const cells = {
    n_before: () => grouped(before.counted, grammar),
    n_after: () => grouped(after.counted, grammar),
    n_before_alternatives: () => grouped(before.apart, grammar),
    n_after_alternatives: () => grouped(after.apart, grammar),
    per_day_before: () => decimal(fixed(rates[0])),
    per_day_after: () => decimal(fixed(rates[1])),
    rate_ratio: () => decimal(ratioText(rates[0], rates[1])),
  };
  return keys.slice(1).map((key) => {
    const step = /^n_(\d+)$/.exec(key);
    const own = step && counts[Number(step[1]) - 1];
    return own ? grouped(own.counted, grammar) : (cells[key]?.() ?? "");
  });
}

/**
 * @param {number} before
 * @param {number} after
 */
function ratioText(before, after) {
  if (Number.isNaN(before) || Number.isNaN(after)) return "–";
  if (before === 0) return after === 0 ? "–" : "∞";
  return fixed(after / before);
}

/**
 * A number with two decimals as Python rounds it: where two are equally near, up.
 *
 * @param {number} value
 */
export function fixed(value) {
  if (Number.isNaN(value)) return "–";
  return (Math.round(Number((value * 100).toPrecision(12))) / 100).toFixed(2);
}
