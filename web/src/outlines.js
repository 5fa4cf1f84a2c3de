/** Outlines on a map: projected once however many maps draw them, and simplified once for each zoom. */

import { LineUtil, Point, Polygon, Polyline, bounds, latLng, latLngBounds } from "leaflet";
import { areasOf, linesOf } from "./geometry.js";

/** @import {CRS, Map as LeafletMap, PathOptions, PolylineOptions} from "leaflet" */
/** @import {Shape} from "./payload.d.ts" */
/**
 * Vertices in px of zoom 0 as a CRS has them, and those of them that a zoom shows.
 * @typedef {{crs: CRS, all: Point[][], zoom: number, shown: Point[][]}} Projected
 *
 * What of a Leaflet path has no declaration.
 * @typedef {{_map: LeafletMap, _bounds: any, _rings: Point[][], _parts: Point[][], _rawPxBounds: unknown,
 *   _updateBounds: () => void, options: PolylineOptions}} Drawn
 */

/** @type {WeakMap<Shape, {areas: [number, number][][], lines: [number, number][][]}>} */
const RINGS = new WeakMap();
/** By the kind of drawing: areas alone, or the lines and the rims of areas. @type {WeakMap<Shape, Projected>[]} */
const PROJECTED = [new WeakMap(), new WeakMap()];

/**
 * The lines to be drawn of a shape, made once.
 *
 * @param {Shape} shape
 * @param {boolean} filled
 */
function ringsOf(shape, filled) {
  const { areas, lines } = RINGS.get(shape) ?? { areas: areasOf(shape).flat(), lines: linesOf(shape) };
  RINGS.set(shape, { areas, lines });
  return filled ? areas : [...lines, ...areas];
}

/**
 * The vertices of a shape as a CRS has them, made once.
 *
 * @param {Shape} shape
 * @param {boolean} filled
 * @param {CRS} crs
 */
function projected(shape, filled, crs) {
  const known = PROJECTED[Number(filled)].get(shape);
  if (known?.crs === crs) return known;
  const all = ringsOf(shape, filled).map((ring) => ring.map(([lat, lon]) => crs.latLngToPoint(latLng(lat, lon), 0)));
  const made = /** @type {Projected} */ ({ crs, all, zoom: NaN, shown: [] });
  PROJECTED[Number(filled)].set(shape, made);
  return made;
}

/**
 * What a map shows of a shape, in px of zoom 0.
 *
 * @param {Shape} shape
 * @param {boolean} filled
 * @param {LeafletMap} map
 * @param {number} smooth in px of the map
 */
function shown(shape, filled, map, smooth) {
  const made = projected(shape, filled, /** @type {CRS} */ (map.options.crs));
  const zoom = map.getZoom();
  if (made.zoom !== zoom) {
    const tolerance = smooth * map.getZoomScale(0, zoom);
    Object.assign(made, { zoom, shown: made.all.map((ring) => LineUtil.simplify(ring, tolerance)) });
  }
  return made.shown;
}

/** @param {[number, number][][]} rings */
function extent(rings) {
  let [south, west, north, east] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings)
    for (const [lat, lon] of ring) {
      if (lat < south) south = lat;
      if (lat > north) north = lat;
      if (lon < west) west = lon;
      if (lon > east) east = lon;
    }
  return latLngBounds([south, west], [north, east]);
}

/**
 * Let a path take its vertices from a shape.
 *
 * @param {Polygon | Polyline} path
 * @param {Shape} shape
 * @param {boolean} filled
 */
function follow(path, shape, filled) {
  const drawn = /** @type {Drawn} */ (/** @type {unknown} */ (path));
  drawn._bounds = extent(ringsOf(shape, filled));
  return Object.assign(drawn, {
    _project() {
      const map = drawn._map;
      const scale = map.getZoomScale(map.getZoom(), 0);
      const corner = map.getPixelOrigin();
      /** @type {(at: Point) => Point} */
      const placed = ({ x, y }) => new Point(Math.round(x * scale) - corner.x, Math.round(y * scale) - corner.y);
      drawn._rings = shown(shape, filled, map, drawn.options.smoothFactor ?? 0).map((ring) => ring.map(placed));
      const { _southWest: least, _northEast: most } = drawn._bounds;
      drawn._rawPxBounds = bounds(map.latLngToLayerPoint(least), map.latLngToLayerPoint(most));
      drawn._updateBounds();
    },
    _simplifyPoints() {},
  });
}

/**
 * @param {Shape} shape
 * @param {PathOptions & PolylineOptions} options
 * @returns {Polygon}
 */
export function area(shape, options) {
  const made = new Polygon([], options);
  follow(made, shape, true);
  return made;
}

/**
 * The lines of a shape, and the rims of its areas.
 *
 * @param {Shape} shape
 * @param {PathOptions & PolylineOptions} options
 * @returns {Polyline}
 */
export function line(shape, options) {
  const made = new Polyline([], options);
  follow(made, shape, false);
  return made;
}
