/** The map as a thing to move: how far, how fast, and where it starts. */

import { latLngBounds, map as createMap } from "leaflet";
import { el } from "./elements.js";
import { calmMotion } from "./motion.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap, LatLngBounds} from "leaflet" */

/** Levels of zoom beyond that of the whole map, and the level at which the ground still says something. */
const [LEVELS, CLOSEST] = [4, 11];
/** Of the way from the middle of a map to its edge, so much is looked at for a mark. */
const LOOKED = 0.8;

/** @param {[number, number, number, number]} extent west, south, east, north */
export function boundsOf([west, south, east, north]) {
  return latLngBounds([south, west], [north, east]);
}

/**
 * Make a map without tiles and without controls of its own.
 *
 * @param {HTMLElement} container
 * @param {Payload} data
 */
export function emptyMap(container, data) {
  const moving = !calmMotion();
  const bounds = boundsOf(data.extent);
  const made = createMap(container, {
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.25,
    zoomDelta: 1,
    maxBounds: bounds.pad(0.5),
    maxBoundsViscosity: 0.8,
    bounceAtZoomLimits: false,
    trackResize: false,
    scrollWheelZoom: false,
    zoomAnimation: moving,
    fadeAnimation: moving,
    markerZoomAnimation: moving,
    inertia: moving,
  });
  container.style.position = ""; // which Leaflet sets, as long as the container is nowhere
  wheelWhenUsed(made, container);
  rememberWidth(made, container);
  twoFingers(made, container, data);
  return made;
}

/**
 * Tell the style sheet how wide the map was drawn: paper has another width, and no script
 * draws for it.
 *
 * @param {LeafletMap} map
 * @param {HTMLElement} container
 */
function rememberWidth(map, container) {
  const say = () => container.parentElement?.style.setProperty("--drawn", `${map.getSize().x}px`);
  map.on("load resize", say);
}

/**
 * Where a finger points, let one finger scroll the page past the map and two move the map.
 *
 * @param {LeafletMap} map
 * @param {HTMLElement} container
 * @param {Payload} data
 */
function twoFingers(map, container, data) {
  if (!window.matchMedia("(pointer: coarse)").matches) return;
  map.dragging.disable();
  const hint = el("p", { class: "strikemap-hint", "aria-hidden": "true" }, data.words.twoFingers);
  let timer = 0;
  container.append(hint);
  container.addEventListener(
    "touchmove",
    ({ touches }) => {
      container.classList.toggle("hinting", touches.length === 1);
      clearTimeout(timer);
      timer = window.setTimeout(() => container.classList.remove("hinting"), 900);
    },
    { passive: true },
  );
}

/**
 * Let the wheel zoom only once the reader has taken hold of the map.
 *
 * @param {LeafletMap} map
 * @param {HTMLElement} container
 */
function wheelWhenUsed(map, container) {
  container.addEventListener("pointerdown", () => map.scrollWheelZoom.enable());
  container.addEventListener("pointerleave", () => map.scrollWheelZoom.disable());
}

/**
 * Zoom in, to the nearest mark where the middle of the map has none about it.
 *
 * @param {LeafletMap} map
 * @param {Payload} data
 */
export function closer(map, { marks }) {
  const { lat, lng } = map.getCenter();
  const bounds = map.getBounds();
  const width = Math.cos((lat * Math.PI) / 180);
  const [wide, high] = [bounds.getEast() - bounds.getWest(), bounds.getNorth() - bounds.getSouth()];
  let [best, least] = [-1, Infinity];
  for (let row = 0; row < marks.lon.length; row += 1) {
    if (marks.panel[row] < 0 || marks.outside[row]) continue;
    const far = Math.hypot((marks.lon[row] - lng) * width, marks.lat[row] - lat);
    if (far < least) [best, least] = [row, far];
  }
  const inSight =
    Math.abs(marks.lon[best] - lng) < (wide / 4) * LOOKED && Math.abs(marks.lat[best] - lat) < (high / 4) * LOOKED;
  if (best < 0 || inSight) map.zoomIn(1);
  else map.setView([marks.lat[best], marks.lon[best]], map.getZoom() + 1);
}

/**
 * Show the whole map and let no reader zoom far out of it.
 *
 * @param {LeafletMap} map
 * @param {LatLngBounds} bounds
 */
export function fit(map, bounds) {
  map.setMinZoom(0);
  const zoom = map.getBoundsZoom(bounds);
  map.setMinZoom(zoom);
  map.setMaxZoom(Math.max(zoom + LEVELS, CLOSEST));
  map.setView(bounds.getCenter(), zoom, { animate: false });
}
