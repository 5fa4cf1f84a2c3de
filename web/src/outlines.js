/** Outlines as Leaflet wants them, made once however many maps and layers draw them. */

import { latLng } from "leaflet";
import { areasOf, linesOf } from "./geometry.js";

/** @import {LatLng} from "leaflet" */
/** @import {Shape} from "./payload.d.ts" */

/** @type {WeakMap<Shape, LatLng[][][]>} */
const AREAS = new WeakMap();
/** @type {WeakMap<Shape, LatLng[][]>} */
const LINES = new WeakMap();

/** @param {[number, number][]} line */
function made(line) {
  return line.map(([lat, lng]) => latLng(lat, lng));
}

/** @param {Shape} shape */
export function areas(shape) {
  const known = AREAS.get(shape) ?? areasOf(shape).map((rings) => rings.map(made));
  AREAS.set(shape, known);
  return known;
}

/** @param {Shape} shape */
export function lines(shape) {
  const known = LINES.get(shape) ?? linesOf(shape).map(made);
  LINES.set(shape, known);
  return known;
}
