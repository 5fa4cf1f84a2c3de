/** A loop that the reader draws about strikes to select them. */

import { DomEvent } from "leaflet";
import { shape } from "./elements.js";

/** @import {Map as LeafletMap} from "leaflet" */
/** @typedef {{x: number, y: number}} Spot in px from the upper left corner of a map */

/** A point of the loop is at least so far (px) from the one before it. */
const STEP = 3;

/**
 * Let loops be drawn on maps, in the place of moving them.
 *
 * @param {LeafletMap[]} maps
 * @param {(map: number, loop: Spot[]) => void} drawn
 * @returns {(on: boolean) => void}
 */
export function lasso(maps, drawn) {
  const sheets = maps.map((map, i) => {
    const line = shape("polygon");
    const sheet = shape("svg", { class: "strikemap-lasso", "aria-hidden": "true" }, line);
    let loop = /** @type {Spot[] | null} */ (null);
    DomEvent.disableClickPropagation(/** @type {any} */ (sheet));

    /** @param {PointerEvent} event */
    const spot = ({ clientX, clientY }) => {
      const { left, top } = sheet.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const draw = () => line.setAttribute("points", (loop ?? []).map(({ x, y }) => `${x},${y}`).join(" "));
    sheet.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      sheet.setPointerCapture(event.pointerId);
      loop = [spot(event)];
    });
    sheet.addEventListener("pointermove", (event) => {
      const last = loop?.[loop.length - 1];
      const now = spot(event);
      if (!loop || !last || Math.hypot(now.x - last.x, now.y - last.y) < STEP) return;
      loop.push(now);
      draw();
    });
    sheet.addEventListener("pointerup", () => {
      if (loop && loop.length > 2) drawn(i, loop);
      loop = null;
      draw();
    });
    sheet.addEventListener("pointercancel", () => {
      loop = null;
      draw();
    });
    return { map, sheet };
  });
  return (on) => {
    for (const { map, sheet } of sheets) {
      if (on) map.getContainer().append(sheet);
      else sheet.remove();
    }
  };
}

/**
 * Whether a spot lies within a loop, by the even-odd rule.
 *
 * @param {Spot[]} loop
 * @param {Spot} spot
 */
export function within(loop, { x, y }) {
  let inside = false;
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i, i += 1) {
    const [a, b] = [loop[i], loop[j]];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}
