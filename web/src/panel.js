/** One map of the page: ground, zones, discs, marks and names of one panel. */

import { latLngBounds, map as createMap, popup, svg } from "leaflet";
import { details } from "./details.js";
import { groundAbove, groundBelow, overlays } from "./ground.js";
import { Labels } from "./labels.js";
import { discs, marks, rowsOf } from "./marks.js";
import { zones } from "./zones.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap, LatLngBounds, Marker} from "leaflet" */
/** @import {Placed} from "./marks.js" */
/** @import {Box, Name} from "./labels.js" */

const PANES = { ground: 210, names: 420, marks: 600 };
const CLOSEST = 13;

/** @param {[number, number, number, number]} extent west, south, east, north */
export function boundsOf([west, south, east, north]) {
  return latLngBounds([south, west], [north, east]);
}

export function calmMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
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
    maxZoom: CLOSEST,
    maxBounds: bounds.pad(0.25),
    maxBoundsViscosity: 0.8,
    bounceAtZoomLimits: false,
    scrollWheelZoom: false,
    zoomAnimation: moving,
    fadeAnimation: moving,
    markerZoomAnimation: moving,
    inertia: moving,
  });
  for (const [name, level] of Object.entries(PANES)) addPane(made, name, level);
  wheelWhenUsed(made, container);
  return made;
}

/**
 * @param {LeafletMap} map
 * @param {string} name
 * @param {number} level
 */
export function addPane(map, name, level) {
  const pane = map.createPane(`strikemap-${name}`);
  pane.style.zIndex = String(level);
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
 * Draw one panel on a map.
 *
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {number} index
 * @param {{ground?: boolean, open?: (rows: number[], row: number, marker: Marker) => void}} options
 * @returns {{marks: Placed[], labels: Labels}}
 */
export function drawPanel(map, data, index, options = {}) {
  const rows = rowsOf(data, index);
  const renderer = svg({ pane: "strikemap-ground", padding: 0.6 });
  const pane = { pane: "strikemap-ground", renderer };
  groundBelow(data, pane).addTo(map);
  zones(data, data.panels[index].zoneLayer, pane).addTo(map);
  groundAbove(data, pane).addTo(map);
  overlays(data, pane).addTo(map);
  discs(data, rows, pane).addTo(map);
  const open = options.open ?? ((group, row, marker) => openPopup(map, data, group, row, marker));
  const placed = marks(data, rows, "strikemap-marks", (row, group, m) => open(group, row, m));
  for (const { marker } of placed) marker.addTo(map);
  const labels = new Labels(namesOf(data, index), "strikemap-names", (m) => boxesOf(m, placed));
  labels.addTo(map);
  return { marks: placed, labels };
}

/**
 * @param {Payload} data
 * @param {number} panel
 * @returns {Name[]}
 */
export function namesOf(data, panel) {
  const { names, lon, lat, rank } = data.ground.places;
  const towns = names.map((text, i) => ({
    text,
    lat: lat[i],
    lon: lon[i],
    kind: /** @type {const} */ ("town"),
    rank: 10 + rank[i],
  }));
  return [...zoneNames(data, panel), ...towns];
}

/**
 * @param {Payload} data
 * @param {number} panel
 * @returns {Name[]}
 */
function zoneNames(data, panel) {
  const layer = data.zoneLayers[data.panels[panel].zoneLayer];
  if (!layer) return [];
  return layer.names.flatMap((text, i) => {
    const at = layer.labels[i];
    return at ? [{ text, lon: at[0], lat: at[1], kind: /** @type {const} */ ("zone"), rank: 5 }] : [];
  });
}

/**
 * @param {LeafletMap} map
 * @param {Placed[]} placed
 * @returns {Box[]}
 */
export function boxesOf(map, placed) {
  return placed.map(({ marker, dx, dy, radius }) => {
    const p = map.latLngToLayerPoint(marker.getLatLng());
    const r = radius * 0.7;
    return { x0: p.x + dx - r, y0: p.y + dy - r, x1: p.x + dx + r, y1: p.y + dy + r };
  });
}

/**
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {number[]} rows
 * @param {number} row
 * @param {Marker} marker
 */
export function openPopup(map, data, rows, row, marker) {
  const opened = popup({
    closeButton: false,
    maxWidth: 300,
    minWidth: 220,
    maxHeight: 280,
    autoPanPadding: [12, 12],
    offset: marker.options.icon?.options.popupAnchor ?? [0, 0],
  });
  const close = () => {
    map.closePopup(opened);
    marker.getElement()?.focus({ preventScroll: true });
  };
  const content = details(data, rows, row, close);
  content.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  opened.setLatLng(marker.getLatLng()).setContent(content).openOn(map);
  /** @type {HTMLElement} */ (content.querySelector("[tabindex]")).focus({ preventScroll: true });
}

/**
 * Show the whole map and let no reader zoom out of it.
 *
 * @param {LeafletMap} map
 * @param {LatLngBounds} bounds
 */
export function fit(map, bounds) {
  map.setMinZoom(0);
  const zoom = map.getBoundsZoom(bounds);
  map.setMinZoom(zoom - 0.5);
  map.setView(bounds.getCenter(), zoom, { animate: false });
}
