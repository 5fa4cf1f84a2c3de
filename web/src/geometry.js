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
  const rings = areasOf(shape).flat();
  const points = rings.flat();
  const box = /** @type {Edges["box"]} */ ([Infinity, Infinity, -Infinity, -Infinity]);
  for (const [lat, lon] of points) {
    if (lat < box[0]) box[0] = lat;
    if (lon < box[1]) box[1] = lon;
    if (lat > box[2]) box[2] = lat;
    if (lon > box[3]) box[3] = lon;
  }
  const made = { bands: Array.from({ length: Math.ceil(points.length / IN_BAND) || 1 }, () => []), box };
  for (const ring of rings) ring.forEach((end, i) => sort(made, ring[(i || ring.length) - 1], end));
  EDGES.set(shape, made);
  return made;
}

/**
 * Put an edge into every band that it crosses; level ones cross none.
 *
 * @param {Edges} edges
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
function sort(edges, [b, a], [y, x]) {
  if (b === y) return;
  const last = bandOf(edges, Math.max(b, y));
  for (let band = bandOf(edges, Math.min(b, y)); band <= last; band += 1) edges.bands[band].push(y, x, b, a);
}

/**
 * @param {Edges} edges
 * @param {number} lat within the box
 */
function bandOf({ bands, box }, lat) {
  return Math.min(bands.length - 1, Math.floor((bands.length * (lat - box[0])) / (box[2] - box[0])));
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
  if (lat < box[0] || lon < box[1] || lat > box[2] || lon > box[3] || box[0] === box[2]) return false;
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
