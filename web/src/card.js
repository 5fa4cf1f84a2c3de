/** The details of a strike in a card inside the map's frame, which leaves the map where it is. */

import { details } from "./details.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap} from "leaflet" */
/** @import {Anchor} from "./panel.js" */

const CLASS = "strikemap-sheet";
const SMALL = 480;

/** @type {WeakMap<HTMLElement, {rows: number[], close: () => void}>} */
const OPEN = new WeakMap();

/**
 * Open a card in the half of the frame where the mark is not.
 *
 * @param {HTMLElement} frame
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {number[]} rows
 * @param {number} row
 * @param {Anchor} anchor
 */
export function openCard(frame, map, data, rows, row, anchor) {
  OPEN.get(frame)?.close();
  const mark = anchor.node;
  const close = () => {
    OPEN.delete(frame);
    content.remove();
    mark?.classList.remove("open");
    mark?.focus({ preventScroll: true });
  };
  const content = details(data, rows, row, close);
  content.classList.add(CLASS, sideFor(map, anchor));
  content.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  mark?.classList.add("open");
  OPEN.set(frame, { rows, close });
  frame.append(content);
  content.focus({ preventScroll: true });
}

/**
 * Close the card of a frame if a strike of it is not shown there any more.
 *
 * @param {HTMLElement} frame
 * @param {(row: number) => boolean} shown
 */
export function closeUnless(frame, shown) {
  const open = OPEN.get(frame);
  if (open && !open.rows.every(shown)) open.close();
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
