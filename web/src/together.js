/** Maps that move as one. */

/** @import {Map as LeafletMap} from "leaflet" */

/**
 * Let every map follow the one that is moved.
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
    map.on("move", () => lead(map, (other) => follow(other, map)));
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
function follow(other, map) {
  const [a, b] = [map.getCenter(), other.getCenter()];
  const same = Math.abs(a.lat - b.lat) < 1e-9 && Math.abs(a.lng - b.lng) < 1e-9;
  if (same && map.getZoom() === other.getZoom()) return;
  other.setView(a, map.getZoom(), { animate: false });
}
