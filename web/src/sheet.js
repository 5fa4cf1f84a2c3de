/** The strikes that are shown as a sheet of comma-separated values. */

import { isoDate } from "./days.js";
import { textOf } from "./texts.js";

/** @import {Payload} from "./payload.d.ts" */

/**
 * One cell: quoted where it must be, and never a formula to a spreadsheet.
 *
 * @param {string | number} value
 */
export function cell(value) {
  let text = String(value);
  if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @param {Payload} data
 * @param {Int8Array} panels the panel of each strike, negative for those not shown
 */
export function sheet(data, panels) {
  const { marks, popups } = data;
  const head = ["panel", "class", "longitude", "latitude", "radius_km", "date_start", "date_end"];
  const lines = [[...head, "title", ...popups.columns.map(({ label }) => label), "source_url"]];
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
