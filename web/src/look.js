/** The part of the world that the reader looks at, as the page's address holds it. */

import { lookOf } from "./address.js";
import { boundsOf, fit } from "./frame.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap} from "leaflet" */
/** @import {Played} from "./instrument.js" */

/**
 * Show the whole map again when the window changes, unless the reader has moved it; keep what
 * the reader looks at in the page's address.
 *
 * @param {HTMLElement} stage
 * @param {LeafletMap[]} maps
 * @param {HTMLInputElement[]} panels that choose one panel, where there are such
 * @param {Payload} data
 * @param {Played} played
 */
export function looking(stage, maps, panels, data, played) {
  const bounds = boundsOf(data.extent);
  let moved = false;
  /** Where the map came to rest: while it is on its way, a choice of panel says nothing of it. */
  let rested = /** @type {string[]} */ ([]);

  const note = () => {
    const panel = panels.findIndex((input) => input.checked);
    played.looked([...rested, ...(panel > 0 ? [`panel${panel + 1}`] : [])].join("_"));
  };
  const rest = () => {
    const map = maps[0];
    const { lat, lng } = map.getCenter();
    moved &&= map.getZoom() > map.getMinZoom() + 0.01 || !map.getBounds().pad(0.02).contains(bounds);
    rested = moved ? [lat.toFixed(3), lng.toFixed(3), map.getZoom().toFixed(2)] : [];
    note();
  };
  const apply = () => {
    const { place, panel } = lookOf(played.choice.look);
    const back = moved && !place;
    moved = place !== null;
    rested = place ? played.choice.look.split("_").slice(0, 3) : [];
    // The panel first: a map that comes to rest writes the address, of both.
    const input = panels[panel];
    if (input && !input.checked) input.click();
    if (place) maps[0].setView([place[0], place[1]], place[2], { animate: false });
    else if (back) for (const map of maps) fit(map, bounds);
  };

  for (const kind of ["pointerdown", "keydown"]) {
    stage.addEventListener(kind, () => (moved = true));
  }
  for (const map of maps) {
    new ResizeObserver(() => {
      const { clientWidth, clientHeight } = map.getContainer();
      const { x, y } = map.getSize();
      if (x === clientWidth && y === clientHeight) return;
      map.invalidateSize({ animate: false });
      if (!moved) fit(map, bounds);
    }).observe(map.getContainer());
  }
  apply();
  maps[0].on("moveend", rest);
  for (const input of panels) input.addEventListener("change", note);
  played.onLook(apply);
}
