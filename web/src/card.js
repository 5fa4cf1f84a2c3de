/** The details of a strike in a sheet beside the maps, below them on a phone, or inside a frame. */

import { divIcon, marker } from "leaflet";
import { details } from "./details.js";
import { el } from "./elements.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap} from "leaflet" */
/** @import {Anchor} from "./panel.js" */

const CLASS = "strikemap-sheet";
const SMALL = 480;
/** Room (px) between a sheet and the list that opened it, and what a sheet needs above the list. */
const [GAP, LEAST] = [48, 260];

/** What is open: the strikes, the frame of their map, and how to close it. */
let shown = /** @type {{rows: number[], frame: HTMLElement, close: (back?: boolean) => void} | null} */ (null);

/**
 * Open the sheet of some strikes and mark the place of the first on its map.
 *
 * @param {{frame: HTMLElement, host: HTMLElement | null, map: LeafletMap}} where `host` holds the
 *   sheet; in none it lies over the half of the map where the mark is not
 * @param {Payload} data
 * @param {number[]} rows
 * @param {number} row
 * @param {Anchor} anchor
 * @param {(row: number) => void} point told which strike is open, -1 for none
 */
export function openCard({ frame, host, map }, data, rows, row, anchor, point) {
  shown?.close(false);
  const mark = anchor.node;
  const ring = marker(anchor.at, {
    pane: "strikemap-marks",
    interactive: false,
    keyboard: false,
    icon: divIcon({ className: "", iconSize: [0, 0], html: el("div", { class: "strikemap-finger" }) }),
  });
  if (!mark?.matches(".strikemap-mark")) ring.addTo(map);
  const close = (back = true) => {
    shown = null;
    content.remove();
    ring.remove();
    mark?.classList.remove("open");
    if (back) {
      point(-1);
      mark?.focus({ preventScroll: true });
    }
  };
  const content = details(data, rows, row, close, point);
  content.classList.add(CLASS, host ? "beside" : sideFor(map, anchor));
  content.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  mark?.classList.add("open");
  shown = { rows, frame, close };
  const list = mark?.matches(".rows") ? mark : null;
  const above = list ? list.getBoundingClientRect().top - GAP : Infinity;
  if (host && list && above < LEAST) {
    content.classList.replace("beside", "under");
    list.after(content);
    content.scrollIntoView({ block: "nearest" });
  } else if (host) {
    if (list) content.style.maxHeight = `${above}px`;
    host.append(content);
  } else frame.append(content);
  content.focus({ preventScroll: true });
}

/**
 * Close the sheet if it belongs to a frame and a strike of it is not shown there any more.
 *
 * @param {HTMLElement} frame
 * @param {(row: number) => boolean} visible
 */
export function closeUnless(frame, visible) {
  if (shown?.frame === frame && !shown.rows.every(visible)) shown.close();
}

/**
 * @param {LeafletMap} map
 * @param {Anchor} anchor
 */
function sideFor(map, anchor) {
  const size = map.getSize();
  const at = map.latLngToContainerPoint(anchor.at);
  if (size.x < SMALL) return at.y > size.y / 2 ? "above" : "below";
  return at.x > size.x / 2 ? "left" : "right";
}
