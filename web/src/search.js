/** Strikes whose details hold all the words that the reader looks for. */

/** @import {Coded, Payload} from "./payload.d.ts" */

/** Marks over and under letters, which nobody types. */
const MARKS = /\p{M}/gu;

/** @type {WeakMap<string[], string[]>} */
const PLAIN = new WeakMap();

/**
 * The words of a search: those in quotation marks belong together.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  return [...plain(text).matchAll(/["“”«»]([^"“”«»]+)["“”«»]|[^\s"“”«»]+/gu)].map(([word, quoted]) => quoted ?? word);
}

/**
 * Whether each strike has all the words, in its title, its fields or its reports. A number is
 * found as a whole, so that 2 does not find 12; letters are found within words too.
 *
 * @param {Payload} data
 * @param {string} text
 * @returns {Uint8Array}
 */
export function matching({ marks, popups }, text) {
  const rows = new Uint8Array(marks.lon.length).fill(1);
  for (const word of words(text)) {
    const found = new Uint8Array(rows.length);
    for (const column of [popups.title, ...popups.columns]) {
      const codes = having(column, word);
      if (codes.includes(1)) for (let row = 0; row < rows.length; row += 1) found[row] |= codes[column.index[row]];
    }
    inReports(popups, word, found);
    for (let row = 0; row < rows.length; row += 1) rows[row] &= found[row];
  }
  return rows;
}

/**
 * @param {Payload["popups"]} popups
 * @param {string} word
 * @param {Uint8Array} found by strike
 */
function inReports({ reports }, word, found) {
  if (!reports) return;
  const columns = [reports.source, reports.date, reports.title];
  const codes = columns.map((column) => having(column, word));
  const named = reports.url.map((_, report) => columns.some(({ index }, k) => codes[k][index[report]]));
  reports.ofMark.forEach((those, row) => {
    if (those.some((report) => named[report])) found[row] = 1;
  });
}

/**
 * By code: whether a text holds a word.
 *
 * @param {Coded} column
 * @param {string} word
 */
function having({ texts }, word) {
  const known = PLAIN.get(texts) ?? texts.map(plain);
  PLAIN.set(texts, known);
  const holds = /\p{N}/u.test(word) ? wholeNumbers(word) : null;
  return Uint8Array.from(known, (text) => Number(holds ? holds.test(text) : text.includes(word)));
}

/**
 * A pattern for a word at whose ends no digit is cut off from a number.
 *
 * @param {string} word
 */
function wholeNumbers(word) {
  const exact = word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const before = /^\p{N}/u.test(word) ? "(?<!\\p{N})" : "";
  const after = /\p{N}$/u.test(word) ? "(?!\\p{N})" : "";
  return new RegExp(before + exact + after, "u");
}

/** @param {string} text */
function plain(text) {
  return text.normalize("NFKD").replace(MARKS, "").toLowerCase();
}
