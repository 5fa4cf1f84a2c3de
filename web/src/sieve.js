/** What of the strikes passes the filters that a reader has set. */

import { matching } from "./search.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Choice} from "./choice.js" */
/**
 * `codes` stand for the texts in an address, the same in every language.
 * @typedef {{key: string, label: string, texts: string[], codes: string[], index: ArrayLike<number>}} Filter
 */

/** The last choice of filters of each map, and what passes it. */
const sieves = /** @type {WeakMap<Payload, {key: string, shown: Uint8Array}>} */ (new WeakMap());

/**
 * What can be filtered: the class of the mark, and the columns that Python says.
 *
 * @param {Payload} data
 * @returns {Filter[]}
 */
export function filterable(data) {
  const labels = data.markStyles.map(({ label }) => label);
  const columns = data.popups.columns.flatMap(({ key, label, choices, codes, ...own }) => {
    const coded = choices === true ? own : choices;
    return coded ? [{ key, label, codes, ...coded }] : [];
  });
  if (labels.length < 2) return columns;
  const codes = data.markStyles.map((style) => style.key);
  return [{ key: "mark", label: "", texts: labels, codes, index: data.marks.style }, ...columns];
}

/**
 * The filters of a choice as a text, empty for none.
 *
 * @param {Choice} choice
 */
export function sieved({ text, hidden }) {
  const wanted = text.trim();
  const columns = [...hidden].filter(([, codes]) => codes.size).map(([key, codes]) => [key, ...codes]);
  return wanted || columns.length ? JSON.stringify([wanted, ...columns]) : "";
}

/**
 * Which strikes pass the filters, 1 for each that does; null where nothing is filtered.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @returns {Uint8Array | null}
 */
export function passing(data, choice) {
  const key = sieved(choice);
  if (!key) return null;
  const known = sieves.get(data);
  if (known?.key === key) return known.shown;
  const shown = matching(data, choice.text);
  for (const { key: name, texts, index } of filterable(data)) {
    const hidden = choice.hidden.get(name);
    if (!hidden?.size) continue;
    const left = Uint8Array.from(texts, (_, code) => Number(!hidden.has(code)));
    for (let row = 0; row < shown.length; row += 1) shown[row] &= left[index[row]];
  }
  sieves.set(data, { key, shown });
  return shown;
}
