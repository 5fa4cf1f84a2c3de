/** Shapes of the data block as Leaflet coordinates. */

/** @import {Ring, Shape} from "./payload.d.ts" */

const PER_DEGREE = 10000;
const EARTH_KM = 6371.0088;
const CORNERS = 48;

/**
 * Undo the differences of one ring or line.
 *
 * @param {Ring} ring
 * @returns {[number, number][]} latitude and longitude of each vertex
 */
export function vertices(ring) {
  const points = /** @type {[number, number][]} */ ([]);
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length; i += 2) {
    x += ring[i];
    y += ring[i + 1];
    points.push([y / PER_DEGREE, x / PER_DEGREE]);
  }
  return points;
}

/** @param {Shape} shape */
export function areasOf(shape) {
  return shape.areas.map((rings) => rings.map(vertices));
}

/** @type {WeakMap<Shape, {rings: Float64Array[], box: number[]}>} */
const RINGS = new WeakMap();

/**
 * The rings of a shape and the box about them, worked out once.
 *
 * @param {Shape} shape
 */
function ringsOf(shape) {
  const known = RINGS.get(shape);
  if (known) return known;
  const rings = areasOf(shape).flat().map((ring) => Float64Array.from(ring.flat()));
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings)
    for (let i = 0; i < ring.length; i += 2) {
      box[0] = Math.min(box[0], ring[i]);
      box[1] = Math.min(box[1], ring[i + 1]);
      box[2] = Math.max(box[2], ring[i]);
      box[3] = Math.max(box[3], ring[i + 1]);
    }
  RINGS.set(shape, { rings, box });
  return { rings, box };
}

/**
 * Whether a point lies in the areas of a shape.
 *
 * @param {Shape} shape
 * @param {number} lat
 * @param {number} lon
 */
export function covers(shape, lat, lon) {
  const { rings, box } = ringsOf(shape);
  if (lat < box[0] || lon < box[1] || lat > box[2] || lon > box[3]) return false;
  let within = false;
  for (const ring of rings)
    for (let i = 0, last = ring.length - 2; i < ring.length; last = i, i += 2) {
      const [y, b] = [ring[i], ring[last]];
      if (y > lat === b > lat) continue;
      if (lon < ((ring[last + 1] - ring[i + 1]) * (lat - y)) / (b - y) + ring[i + 1]) within = !within;
    }
  return within;
}

/** @param {Shape} shape */
export function linesOf(shape) {
  return shape.lines.map(vertices);
}

/** @param {Shape} shape */
export function isEmpty(shape) {
  return shape.areas.length === 0 && shape.lines.length === 0;
}

/**
 * The points at a distance from a place, on a sphere.
 *
 * @param {number} lat
 * @param {number} lon
 * @param {number} km
 * @returns {[number, number][]} latitude and longitude of each vertex
 */
export function ringAround(lat, lon, km) {
  const rad = Math.PI / 180;
  const [sin, cos] = [Math.sin(lat * rad), Math.cos(lat * rad)];
  const arc = km / EARTH_KM;
  return Array.from({ length: CORNERS }, (_, i) => {
    const turn = (2 * Math.PI * i) / CORNERS;
    const up = sin * Math.cos(arc) + cos * Math.sin(arc) * Math.cos(turn);
    const east = Math.atan2(Math.sin(turn) * Math.sin(arc) * cos, Math.cos(arc) - sin * up);
    return /** @type {[number, number]} */ ([Math.asin(up) / rad, lon + east / rad]);
  });
}
