/** The strikes that are shown as a sheet of comma-separated values. */

import { isoDate } from "./days.js";
import { textOf } from "./texts.js";

/** @import {Payload} from "./payload.d.ts" */

/**
 * One cell: quoted where it must be, and never a formula to a spreadsheet, which drops spaces,
 * line ends and signs without width before it looks for one.
 *
 * @param {string | number} value
 */
export function cell(value) {
  let text = String(value);
  const seen = text.replace(/^[\p{Z}\p{C}\p{M}]+/u, "").slice(0, 1).normalize("NFKC");
  const formula = /^[\t\r]/.test(text) || /^[=+\-@\u2212]/.test(seen);
  if (typeof value === "string" && formula) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @param {Payload} data
 * @param {Int8Array} panels the panel of each strike, negative for those not shown
 */
export function sheet(data, panels) {
  const { marks, popups } = data;
  const head = ["panel", "class", "longitude", "latitude", "radius_km", "date_start", "date_end"];
  const lines = [[...head, "title", ...popups.columns.map(({ key }) => key), "source_url"]];
  panels.forEach((panel, row) => {
    if (panel < 0) return;
    lines.push([
      data.panels[panel].heading,
      data.markStyles[marks.style[row]].label,
      /** @type {any} */ (marks.lon[row]),
      marks.lat[row],
      marks.radiusKm[row],
      isoDate(marks.dayStart[row]),
      isoDate(marks.dayEnd[row]),
      textOf(popups.title, row),
      ...popups.columns.map((column) => textOf(column, row)),
      textOf(popups.url, row),
    ]);
  });
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}
