/** The scale bar of a map. */

import { el } from "./elements.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap} from "leaflet" */

const STEPS = [1, 2, 5];

/**
 * Return the largest round number of km that is no longer than `limit` km.
 *
 * @param {number} limit
 */
export function roundKm(limit) {
  const power = 10 ** Math.floor(Math.log10(limit));
  return power * Math.max(...STEPS.filter((step) => step * power <= limit * (1 + 1e-9)));
}

/**
 * Put a scale bar into a map's frame and keep it true.
 *
 * @param {LeafletMap} map
 * @param {HTMLElement} frame
 * @param {Payload} data
 */
export function scale(map, frame, data) {
  const bar = el("div", { class: "strikemap-scale", dir: data.grammar.direction });
  const unit = data.words.km;
  frame.append(bar);
  function update() {
    const { x, y } = map.getSize();
    const km = map.distance(map.containerPointToLatLng([0, y / 2]), map.containerPointToLatLng([100, y / 2])) / 1000;
    if (x === 0 || !(km > 0)) return;
    const round = roundKm(km);
    bar.style.width = `${(round / km) * 100}px`;
    bar.textContent = `${round} ${unit}`;
  }
  map.on("zoomend moveend resize", update);
  map.whenReady(update);
}
