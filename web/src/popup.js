/** The details of a strike in a popup of the map. */

import { popup } from "leaflet";
import { details } from "./details.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap} from "leaflet" */
/** @import {Anchor} from "./panel.js" */

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
  const size = map.getSize();
  const opened = popup({
    closeButton: false,
    maxWidth: Math.min(300, size.x * 0.8),
    minWidth: Math.min(220, size.x * 0.7),
    maxHeight: Math.min(300, size.y * 0.62),
    autoPanPaddingTopLeft: [12, 12],
    autoPanPaddingBottomRight: [12 + cardWidth(map), 12],
    offset: anchor.offset,
  });
  const close = () => {
    map.closePopup(opened);
    anchor.node?.focus({ preventScroll: true });
  };
  const content = details(data, rows, row, close);
  content.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  opened.setLatLng(anchor.at).setContent(content).openOn(map);
  content.focus({ preventScroll: true });
}
