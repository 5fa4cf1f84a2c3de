/** Shapes of the data block in degrees. */

/** @import {Ring, Shape} from "./payload.d.ts" */

const PER_DEGREE = 10000;
const EARTH_KM = 6371.0088;
const CORNERS = 48;

/**
 * Undo the differences of one ring or line.
 *
 * @param {Ring} ring
 * @returns {Float64Array} longitude and latitude of each vertex in turn
 */
export function vertices(ring) {
  const points = new Float64Array(ring.length);
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length; i += 2) {
    points[i] = (x += ring[i]) / PER_DEGREE;
    points[i + 1] = (y += ring[i + 1]) / PER_DEGREE;
  }
  return points;
}

/**
 * The lines of shapes in degrees, made once: their own, and the rings of their areas.
 * @type {WeakMap<Shape, {areas: Float64Array[], lines: Float64Array[]}>}
 */
const LINES = new WeakMap();

/** @param {Shape} shape */
export function linesOf(shape) {
  const known = LINES.get(shape);
  if (known) return known;
  const made = { areas: shape.areas.flat().map(vertices), lines: shape.lines.map(vertices) };
  LINES.set(shape, made);
  return made;
}

/**
 * West, south, east and north of lines.
 *
 * @param {Float64Array[]} lines
 * @returns {[number, number, number, number]}
 */
export function boxOf(lines) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines)
    for (let i = 0; i < line.length; i += 2) {
      const [x, y] = [line[i], line[i + 1]];
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < south) south = y;
      if (y > north) north = y;
    }
  return [west, south, east, north];
}

/**
 * The edges of a shape by the band of latitude that they cross, four numbers each (latitude and
 * longitude of both ends), and the box about them.
 * @typedef {{bands: number[][], box: [number, number, number, number]}} Edges
 *
 * @type {WeakMap<Shape, Edges>}
 */
const EDGES = new WeakMap();
/** About so many edges stand in a band. */
const IN_BAND = 4;

/**
 * The edges of a shape, sorted once.
 *
 * @param {Shape} shape
 */
function edgesOf(shape) {
  const known = EDGES.get(shape);
  if (known) return known;
  const rings = linesOf(shape).areas;
  const n = rings.reduce((sum, ring) => sum + ring.length / 2, 0);
  const made = { bands: Array.from({ length: Math.ceil(n / IN_BAND) || 1 }, () => []), box: boxOf(rings) };
  for (const ring of rings) {
    let last = ring.length - 2;
    for (let i = 0; i < ring.length; last = i, i += 2) sort(made, ring[last + 1], ring[last], ring[i + 1], ring[i]);
  }
  EDGES.set(shape, made);
  return made;
}

/**
 * West, south, east and north of the areas of a shape.
 *
 * @param {Shape} shape
 */
export function boxAbout(shape) {
  return edgesOf(shape).box;
}

/**
 * Put an edge into every band that it crosses; level ones cross none.
 *
 * @param {Edges} edges
 * @param {number} b latitude and longitude of its start
 * @param {number} a
 * @param {number} y latitude and longitude of its end
 * @param {number} x
 */
function sort(edges, b, a, y, x) {
  if (b === y) return;
  const last = bandOf(edges, Math.max(b, y));
  for (let band = bandOf(edges, Math.min(b, y)); band <= last; band += 1) edges.bands[band].push(y, x, b, a);
}

/**
 * @param {Edges} edges
 * @param {number} lat within the box
 */
function bandOf({ bands, box }, lat) {
  return Math.min(bands.length - 1, Math.floor((bands.length * (lat - box[1])) / (box[3] - box[1])));
}

/**
 * Whether a point lies in the areas of a shape.
 *
 * @param {Shape} shape
 * @param {number} lat
 * @param {number} lon
 */
export function covers(shape, lat, lon) {
  const edges = edgesOf(shape);
  const { box } = edges;
  if (lon < box[0] || lat < box[1] || lon > box[2] || lat > box[3] || box[1] === box[3]) return false;
  const own = edges.bands[bandOf(edges, lat)];
  let within = false;
  for (let i = 0; i < own.length; i += 4) {
    const [y, b] = [own[i], own[i + 2]];
    if (y > lat === b > lat) continue;
    if (lon < ((own[i + 3] - own[i + 1]) * (lat - y)) / (b - y) + own[i + 1]) within = !within;
  }
  return within;
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
