/** Strikes per day of each series of the strip: Python's codes, summed over whole days. */

import { apartOf, moved, panelsOf, viewOf } from "./choice.js";
import { passing } from "./sieve.js";

/** @import {Payload, View} from "./payload.d.ts" */
/** @import {Choice} from "./choice.js" */

/**
 * Strikes per day that pass the filters, ranges spread evenly over their days: those of the
 * saved map, and those that only a moved event lets count.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @returns {ArrayLike<number>[]} one list per series of the view
 */
export function perDay(data, choice) {
  const view = viewOf(data, choice);
  const shown = passing(data, choice);
  const more = gained(data, choice);
  if (!shown && !more) return view.series.map((one) => one.perDay);
  return summed(data, view, shown ?? new Uint8Array(data.marks.lon.length).fill(1), more);
}

/**
 * The panels of all strikes where a moved event lets others count than those of the saved map.
 *
 * @param {Payload} data
 * @param {Choice} choice
 */
function gained(data, choice) {
  const { panel } = data.marks;
  if (!moved(data, choice)) return null;
  for (let row = 0; row < panel.length; row += 1) if (panel[row] < 0) return panelsOf(data, choice);
  return null;
}

/**
 * Sum the strikes of a view per series and day, in one pass.
 *
 * @param {Payload} data
 * @param {View} view
 * @param {Uint8Array} shown 1 for each strike that passes
 * @param {Int8Array | null} more panels of strikes that count although the saved map has them not
 * @returns {Float64Array[]}
 */
export function summed(data, view, shown, more) {
  const { dayStart, dayEnd, panel, style, group } = data.marks;
  const first = data.timeline?.dayStart ?? 0;
  const days = view.series[0]?.perDay.length ?? 0;
  const sums = new Float64Array(view.series.length * days);
  const apart = apartOf(data);
  const { ofGroup } = view;
  const none = ofGroup.length - 1;
  const coloured = view.key === "colour";
  for (let row = 0; row < shown.length; row += 1) {
    if (!shown[row] || (panel[row] < 0 && !(more && more[row] >= 0))) continue;
    const own = coloured ? style[row] : group[row] < 0 ? none : group[row];
    const series = apart[style[row]] && !coloured ? view.apart : ofGroup[own];
    if (series < 0) continue;
    const from = Math.max(0, dayStart[row] - first);
    const to = Math.min(days - 1, dayEnd[row] - first);
    const share = 1 / (dayEnd[row] - dayStart[row] + 1);
    for (let day = from; day <= to; day += 1) sums[series * days + day] += share;
  }
  return view.series.map((_, k) => sums.subarray(k * days, (k + 1) * days));
}
