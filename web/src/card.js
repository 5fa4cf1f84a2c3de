/** The details of a strike or of a zone in a sheet beside the maps, or below them on a phone. */

import { divIcon, marker } from "leaflet";
import { details, zoneDetails } from "./details.js";
import { el } from "./elements.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap} from "leaflet" */
/** @import {Anchor, Zone} from "./panel.js" */
/**
 * Where a sheet belongs: `host` holds it; with none, as inside a frame, that of a strike lies over
 * the half of its map where the mark is not, and that of a zone stands under the maps.
 * @typedef {{frame: HTMLElement, host: HTMLElement | null, map: LeafletMap}} Where
 */

const CLASS = "strikemap-sheet";
const SMALL = 480;
/** Room (px) between a sheet and the list that opened it, and what a sheet needs above the list. */
const [GAP, LEAST] = [48, 260];

/** What is open: the strikes, the frame of their map, and how to close it. */
let shown = /** @type {{rows: number[], frame: HTMLElement, close: (back?: boolean) => void} | null} */ (null);

/**
 * Open the sheet of some strikes and mark the place of the first on its map.
 *
 * @param {Where} where
 * @param {Payload} data
 * @param {number[]} rows
 * @param {number} row
 * @param {Anchor} anchor
 * @param {(row: number) => void} point told which strike is open, -1 for none
 */
export function openCard({ frame, host, map }, data, rows, row, anchor, point) {
  const mark = anchor.node;
  const ring = marker(anchor.at, {
    pane: "strikemap-marks",
    interactive: false,
    keyboard: false,
    icon: divIcon({ className: "", iconSize: [0, 0], html: el("div", { class: "strikemap-finger" }) }),
  });
  const close = opened(rows, frame, mark, (back) => {
    ring.remove();
    if (back) point(-1);
  });
  if (!mark?.matches(".strikemap-mark")) ring.addTo(map);
  const content = details(data, rows, row, close, point);
  content.classList.add(CLASS, host ? "beside" : sideFor(map, anchor));
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
  shows(content, close);
}

/**
 * Open the sheet of a zone, which lies over no map; close that of another where there is none.
 *
 * @param {Where} where
 * @param {Payload} data
 * @param {Zone | null} zone
 */
export function openZone({ frame, host }, data, zone) {
  if (!zone) {
    if (shown?.rows.length === 0) shown.close(false);
    return;
  }
  const close = opened([], frame, zone.node, () => {});
  const content = zoneDetails(data, zone.layer, zone.index, close);
  content.classList.add(CLASS, host ? "beside" : "under");
  (host ?? frame.closest(".maps") ?? frame).append(content);
  shows(content, close);
}

/**
 * Close what is open and take note of what is about to be.
 *
 * @param {number[]} rows none for a zone
 * @param {HTMLElement} frame
 * @param {HTMLElement | SVGElement | null} node that gets the focus back
 * @param {(back: boolean) => void} after
 */
function opened(rows, frame, node, after) {
  shown?.close(false);
  node?.classList.add("open");
  const close = (back = true) => {
    shown?.frame.ownerDocument.querySelector(`.${CLASS}`)?.remove();
    shown = null;
    node?.classList.remove("open");
    after(back);
    if (back) node?.focus({ preventScroll: true });
  };
  shown = { rows, frame, close };
  return close;
}

/**
 * @param {HTMLElement} content
 * @param {() => void} close
 */
function shows(content, close) {
  content.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
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
