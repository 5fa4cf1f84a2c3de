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

/**
 * The date of a strike in words, "" where none is told.
 *
 * @param {Payload} data
 * @param {number} row
 */
export function dateOf(data, row) {
  const dates = data.popups.columns.find(({ key }) => key === "date");
  return dates ? textOf(dates, row) : "";
}

/**
 * The texts of every report of a strike.
 *
 * @param {Payload} data
 * @param {number} row
 */
export function reportsOf(data, row) {
  const { reports, url } = data.popups;
  if (!reports) return [];
  return reports.ofMark[row].map((report) => ({
    source: textOf(reports.source, report),
    date: textOf(reports.date, report),
    title: textOf(reports.title, report),
    url: url.texts[reports.url[report]],
    archive: reports.archive ? url.texts[reports.archive[report]] : "",
  }));
}
