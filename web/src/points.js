/** The strikes that are shown as GeoJSON (RFC 7946). */

import { isoDate } from "./days.js";
import { textOf } from "./texts.js";

/** @import {Payload} from "./payload.d.ts" */

/**
 * @param {Payload} data
 * @param {Int8Array} panels the panel of each strike, negative for those not shown
 */
export function points(data, panels) {
  const { marks, popups } = data;
  const features = [];
  for (let row = 0; row < panels.length; row += 1) {
    if (panels[row] < 0) continue;
    features.push({
      type: "Feature",
      geometry: { type: "Point", coordinates: [marks.lon[row], marks.lat[row]] },
      properties: {
        panel: data.panels[panels[row]].heading,
        class: data.markStyles[marks.style[row]].label,
        radius_km: marks.radiusKm[row],
        date_start: isoDate(marks.dayStart[row]),
        date_end: isoDate(marks.dayEnd[row]),
        title: textOf(popups.title, row),
        ...Object.fromEntries(popups.columns.map((column) => [column.key, textOf(column, row)])),
        source_url: textOf(popups.url, row),
      },
    });
  }
  return JSON.stringify({ type: "FeatureCollection", features });
}
