/** Shapes of the data block as Leaflet coordinates. */

/** @import {Ring, Shape} from "./payload.d.ts" */

const PER_DEGREE = 10000;

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

/** @param {Shape} shape */
export function linesOf(shape) {
  return shape.lines.map(vertices);
}

/** @param {Shape} shape */
export function isEmpty(shape) {
  return shape.areas.length === 0 && shape.lines.length === 0;
}
