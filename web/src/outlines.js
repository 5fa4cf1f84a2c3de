/** Outlines on a map: projected once, thinned once for each zoom, and written once however many maps draw them. */

import { Polygon, Polyline, bounds, latLng, latLngBounds } from "leaflet";
import { boxOf, linesOf } from "./geometry.js";
import { thinned, traced } from "./trace.js";

/** @import {CRS, Map as LeafletMap, PathOptions, PolylineOptions} from "leaflet" */
/** @import {Shape} from "./payload.d.ts" */
/**
 * Lines in px of zoom 0 as a CRS has them, those vertices that a zoom shows, and the path that
 * was written last, with what it was written for.
 * @typedef {{crs: CRS, all: Float64Array[], zoom: number, shown: Float64Array[], key: string, path: string}} Projected
 *
 * What of a Leaflet path has no declaration.
 * @typedef {{_map: LeafletMap, _bounds: any, _rawPxBounds: unknown, _updateBounds: () => void, _path: SVGElement,
 *   _renderer: {_bounds: import("leaflet").Bounds}, options: PolylineOptions}} Drawn
 */

/** By the kind of drawing: areas alone, or the lines and the rims of areas. @type {WeakMap<Shape, Projected>[]} */
const PROJECTED = [new WeakMap(), new WeakMap()];

/**
 * The lines to be drawn of a shape.
 *
 * @param {Shape} shape
 * @param {boolean} filled
 */
function drawnOf(shape, filled) {
  const { areas, lines } = linesOf(shape);
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
  const at = latLng(0, 0);
  const all = drawnOf(shape, filled).map((line) => {
    const made = new Float64Array(line.length);
    for (let i = 0; i < line.length; i += 2) {
      [at.lng, at.lat] = [line[i], line[i + 1]];
      const { x, y } = crs.latLngToPoint(at, 0);
      [made[i], made[i + 1]] = [x, y];
    }
    return made;
  });
  const made = /** @type {Projected} */ ({ crs, all, zoom: NaN, shown: [], key: "", path: "" });
  PROJECTED[Number(filled)].set(shape, made);
  return made;
}

/**
 * The text of the path that a map shows of a shape.
 *
 * @param {Shape} shape
 * @param {boolean} filled
 * @param {Drawn} drawn
 */
function written(shape, filled, { _map: map, _renderer: { _bounds: sight }, options }) {
  const made = projected(shape, filled, /** @type {CRS} */ (map.options.crs));
  const zoom = map.getZoom();
  const scale = map.getZoomScale(zoom, 0);
  if (made.zoom !== zoom) {
    const tolerance = (options.smoothFactor ?? 0) / scale;
    Object.assign(made, { zoom, shown: made.all.map((line) => thinned(line, tolerance)) });
  }
  const corner = map.getPixelOrigin();
  const key = [zoom, corner, sight.min, sight.max].join();
  if (made.key !== key) Object.assign(made, { key, path: traced(made.shown, scale, corner, /** @type {any} */ (sight), filled) });
  return made.path;
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
  const [west, south, east, north] = boxOf(drawnOf(shape, filled));
  drawn._bounds = latLngBounds([south, west], [north, east]);
  return Object.assign(drawn, {
    _project() {
      const { _southWest: least, _northEast: most } = drawn._bounds;
      drawn._rawPxBounds = bounds(drawn._map.latLngToLayerPoint(least), drawn._map.latLngToLayerPoint(most));
      drawn._updateBounds();
    },
    _clipPoints() {},
    _simplifyPoints() {},
    _updatePath() {
      drawn._path.setAttribute("d", written(shape, filled, drawn) || "M0 0");
    },
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
