/** What of the strikes passes the filters that a reader has set. */

/** @import {Coded, Payload} from "./payload.d.ts" */
/** @import {Choice} from "./choice.js" */

/** The last choice of filters of each map, and what passes it. */
const sieves = /** @type {WeakMap<Payload, {key: string, shown: Uint8Array}>} */ (new WeakMap());

/**
 * The filters of a choice as a text, empty for none.
 *
 * @param {Choice} choice
 */
export function sieved({ text, hidden }) {
  const wanted = text.trim().toLocaleLowerCase();
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
  const shown = new Uint8Array(data.marks.lon.length).fill(1);
  for (const { key: name, index } of data.popups.columns) {
    const hidden = choice.hidden.get(name);
    if (hidden?.size) for (let row = 0; row < shown.length; row += 1) if (hidden.has(index[row])) shown[row] = 0;
  }
  const wanted = choice.text.trim().toLocaleLowerCase();
  if (wanted) keepThose(shown, [data.popups.title, ...data.popups.columns], wanted);
  sieves.set(data, { key, shown });
  return shown;
}

/**
 * Let only those pass that have a word in any of their texts.
 *
 * @param {Uint8Array} shown
 * @param {Coded[]} columns
 * @param {string} wanted in lower case
 */
function keepThose(shown, columns, wanted) {
  const found = new Uint8Array(shown.length);
  for (const { texts, index } of columns) {
    const has = Uint8Array.from(texts, (text) => Number(text.toLocaleLowerCase().includes(wanted)));
    if (has.includes(1)) for (let row = 0; row < found.length; row += 1) found[row] |= has[index[row]];
  }
  for (let row = 0; row < shown.length; row += 1) shown[row] &= found[row];
}
