/** The table beside the maps: as it was saved, or counted anew for what is shown. */

import { counted, windowsOf } from "./choice.js";
import { el, worded } from "./elements.js";
import { wordsOf } from "./words.js";

/** @import {Payload} from "./payload.d.ts" */
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

/** @param {Payload["table"]} table */
export function numbers({ caption, columns, rows }) {
  const head = columns.map((text) => cell("th", text, "col"));
  const lines = rows.map(([first, ...rest]) =>
    el("tr", {}, cell("th", first, "row"), ...rest.map((text) => cell("td", text))),
  );
  return el(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    el(
      "table",
      { class: "numbers" },
      worded("caption", caption),
      el("thead", {}, el("tr", {}, ...head)),
      el("tbody", {}, ...lines),
    ),
  );
}

/**
 * The same for a choice of the reader's: counts and rates, and no intervals.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @param {Int8Array} panels
 */
export function recounted(data, choice, panels) {
  const words = wordsOf(data.lang);
  const days = windowsOf(data, choice).map(({ start, stop }) => stop - start);
  const groups = counted(data, panels, data.marks.group, data.groups.length);
  const all = counted(data, panels, new Uint8Array(panels.length), 1)[0];
  const heads = data.panels.map(({ heading }) => heading);
  const perDay = heads.map((heading) => `${heading}, ${words.perDay}`);
  const ratio = heads.length === 2 ? [words.ratio] : [];
  const names = namesOf(data);
  const rows = [...groups.map((counts, i) => line(names[i], counts, days)), line(words.total, all, days)];
  const table = { caption: data.table.caption, columns: [words.group, ...heads, ...perDay, ...ratio], rows };
  const made = numbers(table);
  made.append(el("p", { class: "note" }, words.why));
  return made;
}

/**
 * The names of the groups as the saved table words them: it has a line for each, and the total.
 *
 * @param {Payload} data
 */
function namesOf({ groups, table }) {
  if (table.rows.length !== groups.length + 1) return groups;
  return groups.map((_, i) => table.rows[i][0]);
}

/**
 * @param {string} name
 * @param {Count[]} counts
 * @param {number[]} days
 */
function line(name, counts, days) {
  const rates = counts.map((one, i) => one.counted / days[i]);
  const said = counts.map((one) => (one.apart ? `${one.counted} + ${one.apart}` : String(one.counted)));
  const ratio = counts.length === 2 ? [ratioText(rates[0], rates[1])] : [];
  return [name, ...said, ...rates.map((rate) => rate.toFixed(2)), ...ratio];
}

/**
 * @param {number} before
 * @param {number} after
 */
function ratioText(before, after) {
  if (before === 0) return after === 0 ? "–" : "∞";
  return (after / before).toFixed(2);
}
