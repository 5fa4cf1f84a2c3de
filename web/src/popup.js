/** The details of a strike or of a zone in a popup of the map. */

import { popup } from "leaflet";
import { details, zoneDetails } from "./details.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap} from "leaflet" */
/** @import {Anchor, Zone} from "./panel.js" */

/**
 * Width of the card that a folium map carries at its right, where there is room beside it.
 *
 * @param {LeafletMap} map
 */
function cardWidth(map) {
  const card = /** @type {HTMLElement | null} */ (map.getContainer().querySelector(".strikemap-card"));
  return card && map.getSize().x > 2.5 * card.offsetWidth ? card.offsetWidth : 0;
}

/**
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {number[]} rows
 * @param {number} row
 * @param {Anchor} anchor
 */
export function openPopup(map, data, rows, row, anchor) {
  opened(map, anchor, (close) => details(data, rows, row, close));
}

/**
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {Zone | null} zone
 */
export function openZonePopup(map, data, zone) {
  if (!zone) return;
  const anchor = { at: zone.at, node: zone.node, offset: /** @type {[number, number]} */ ([0, 0]) };
  opened(map, anchor, (close) => zoneDetails(data, zone.layer, zone.index, close));
}

/**
 * @param {LeafletMap} map
 * @param {{at: [number, number], node: HTMLElement | SVGElement | null, offset: [number, number]}} anchor
 * @param {(close: () => void) => HTMLElement} fill
 */
function opened(map, anchor, fill) {
  const size = map.getSize();
  const made = popup({
    closeButton: false,
    maxWidth: Math.min(300, size.x * 0.8),
    minWidth: Math.min(220, size.x * 0.7),
    maxHeight: Math.min(300, size.y * 0.62),
    autoPanPaddingTopLeft: [12, 12],
    autoPanPaddingBottomRight: [12 + cardWidth(map), 12],
    offset: anchor.offset,
  });
  const close = () => {
    map.closePopup(made);
    anchor.node?.focus({ preventScroll: true });
  };
  const content = fill(close);
  content.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  made.setLatLng(anchor.at).setContent(content).openOn(map);
  content.focus({ preventScroll: true });
}
