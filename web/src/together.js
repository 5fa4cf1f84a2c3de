/** Maps that move as one. */

import { DomUtil } from "leaflet";

/** @import {Map as LeafletMap} from "leaflet" */

/**
 * Let every map follow the one that is moved.
 *
 * While a map is dragged the others are only shifted, which costs nothing; they draw what
 * came into view when it comes to rest.
 *
 * @param {LeafletMap[]} maps
 */
export function together(maps) {
  let leader = /** @type {LeafletMap | null} */ (null);

  /**
   * @param {LeafletMap} map
   * @param {(other: LeafletMap) => void} move
   */
  function lead(map, move) {
    if (leader && leader !== map) return;
    leader = map;
    for (const other of maps) if (other !== map) move(other);
    leader = null;
  }

  for (const map of maps) {
    map.on("move", () => lead(map, (other) => shift(other, map)));
    map.on("moveend", () => lead(map, (other) => settle(other, map)));
    map.on("zoomanim", (event) => {
      const { center, zoom } = /** @type {any} */ (event);
      lead(map, (other) => other.setView(center, zoom, { animate: true }));
    });
  }
}

/**
 * @param {LeafletMap} other
 * @param {LeafletMap} map
 */
function shift(other, map) {
  if (other.getZoom() !== map.getZoom()) {
    other.setView(map.getCenter(), map.getZoom(), { animate: false });
    return;
  }
  const middle = other.getSize().divideBy(2);
  const offset = other.latLngToContainerPoint(map.getCenter()).subtract(middle).round();
  if (offset.x === 0 && offset.y === 0) return;
  const pane = /** @type {HTMLElement} */ (other.getPane("mapPane"));
  DomUtil.setPosition(pane, DomUtil.getPosition(pane).subtract(offset));
}

/**
 * @param {LeafletMap} other
 * @param {LeafletMap} map
 */
function settle(other, map) {
  shift(other, map);
  other.fire("move").fire("moveend");
}
