/** The quiet base of the map: land, borders, rivers, and lines over the zones. */

import { layerGroup, rectangle } from "leaflet";
import { boundsOf } from "./frame.js";
import { isEmpty } from "./geometry.js";
import { area, line } from "./outlines.js";

/** @import {Overlay, Payload, Shape} from "./payload.d.ts" */
/** @import {LayerGroup, PathOptions} from "leaflet" */

const PX_PER_PT = 4 / 3;
const DASH = "5 4";
const FLAT = { stroke: false, fill: true, fillOpacity: 1, interactive: false, smoothFactor: 0.5 };

/**
 * @param {LayerGroup} group
 * @param {Shape} shape
 * @param {PathOptions} options
 */
function addArea(group, shape, options) {
  if (shape.areas.length === 0) return;
  area(shape, { ...FLAT, ...options }).addTo(group);
}

/**
 * @param {LayerGroup} group
 * @param {Shape} shape
 * @param {PathOptions} options
 */
function addLine(group, shape, options) {
  if (isEmpty(shape)) return;
  const style = { fill: false, opacity: 1, interactive: false, smoothFactor: 0.5 };
  line(shape, { ...style, ...options }).addTo(group);
}

/**
 * The land under the zones.
 *
 * @param {Payload} data
 * @param {PathOptions} pane
 */
export function groundBelow(data, pane) {
  const { ground, theme } = data;
  const group = layerGroup();
  rectangle(boundsOf(ground.within), { ...FLAT, ...pane, fillColor: theme.water }).addTo(group);
  addArea(group, ground.land, { ...pane, fillColor: theme.land });
  addArea(group, ground.country, { ...pane, fillColor: theme.country });
  return group;
}

/**
 * Water and borders over the zones, then the overlays.
 *
 * @param {Payload} data
 * @param {PathOptions} pane
 */
export function groundAbove(data, pane) {
  const { ground, theme } = data;
  const group = layerGroup();
  addLine(group, ground.admin, { ...pane, color: theme.admin, weight: 0.8, className: "strikemap-admin" });
  addArea(group, ground.lakes, { ...pane, fillColor: theme.water });
  addLine(group, ground.rivers, { ...pane, color: theme.river, weight: 1.2 });
  group.addLayer(borders(data, pane));
  return group;
}

/**
 * Borders alone, as they are drawn over background tiles.
 *
 * @param {Payload} data
 * @param {PathOptions} pane
 */
export function borders(data, pane) {
  const { ground, theme } = data;
  const group = layerGroup();
  addLine(group, ground.borders, { ...pane, color: theme.neighbourBorder, weight: 1 });
  addLine(group, ground.outline, { ...pane, color: theme.border, weight: 1.4 });
  addLine(group, ground.disputed, { ...pane, color: theme.border, weight: 1, dashArray: DASH });
  for (const overlay of ground.areas) addOverlay(group, overlay, pane);
  return group;
}

/**
 * @param {Payload} data
 * @param {PathOptions} pane
 */
export function overlays(data, pane) {
  const group = layerGroup();
  for (const overlay of data.overlays) addOverlay(group, overlay, pane);
  return group;
}

/**
 * @param {LayerGroup} group
 * @param {Overlay} overlay
 * @param {PathOptions} pane
 */
function addOverlay(group, overlay, pane) {
  const options = { ...pane, color: overlay.colour, weight: overlay.width * PX_PER_PT };
  addLine(group, overlay.shape, overlay.dashed ? { ...options, dashArray: DASH } : options);
}
