/** Texts of one strike, out of the columns that hold each different text once. */

/** @import {Coded, Payload} from "./payload.d.ts" */

/**
 * @param {Coded} column
 * @param {number} row
 */
export function textOf(column, row) {
  return column.texts[column.index[row]];
}

/**
 * @param {Payload} data
 * @param {number} row
 */
export function titleOf(data, row) {
  return textOf(data.popups.title, row);
}
