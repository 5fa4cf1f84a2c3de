/** What is drawn on a map: the ground once, and one panel's zones, discs, marks and names. */

import { layerGroup, svg } from "leaflet";
import { rowsOf } from "./choice.js";
import { Dots } from "./dots.js";
import { boundsOf } from "./frame.js";
import { covers } from "./geometry.js";
import { borders, groundAbove, groundBelow, overlays } from "./ground.js";
import { Labels } from "./labels.js";
import { MARKS_MOST, discs, drawsDiscs, marks } from "./marks.js";
import { cells, zoneAt, zones } from "./zones.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap, LayerGroup} from "leaflet" */
/** @import {Placed} from "./marks.js" */
/**
 * Where details belong: a place, the element that gets the focus back, an offset in px.
 * @typedef {{at: [number, number], node: HTMLElement | null, offset: [number, number]}} Anchor
 *
 * What happens when a reader opens a mark; `rows` are those under the same finger.
 * @typedef {(rows: number[], row: number, anchor: Anchor) => void} Open
 *
 * A zone that a reader asks about: its layer, its number in it, the place asked and its drawing.
 * @typedef {{layer: number, index: number, at: [number, number], node: SVGElement | null}} Zone
 *
 * What happens when a reader opens a mark, and when she asks about ground, null where no zone is.
 * @typedef {{open: Open, tell: (zone: Zone | null) => void}} Answers
 */
/** @import {Box} from "./arrange.js" */
/** @import {Name} from "./labels.js" */
/** @import {Spot} from "./lasso.js" */

/** From the lowest to the highest. */
const PANES = { ground: 210, zones: 220, lines: 230, discs: 240, names: 420, marks: 600 };
/** By so much a map of cells is closer than the whole where it shows each strike. */
const CLOSE = 1.5;
/** The side of ground that nobody assessed, off whose hatching a name may stand. */
const UNASSESSED = "unassessed";
/** From so much closer than the whole the lines of provinces and districts are dark enough to follow. */
const DISTRICTS = 0.9;
/** Height of the corners that scale bar and date of the zones take, the bar's width, and a letter's (px). */
const [CORNER, BAR, LETTER] = [28, 112, 6.4];
/** Marks whose centres are closer than this (px) are shown together in the details. */
const NEAR = 12;

/**
 * The marks drawn for each panel of a payload: names keep clear of those of their own map, and
 * where one map lies over another of all, so that no name is cut where the maps are.
 * @type {WeakMap<Payload, Placed[][]>}
 */
const DRAWN = new WeakMap();

/** @param {LeafletMap} map */
export function addPanes(map) {
  for (const [name, level] of Object.entries(PANES)) {
    map.createPane(`strikemap-${name}`).style.zIndex = String(level);
  }
  map.getContainer().classList.add("strikemap-map");
}

/** @param {keyof typeof PANES} name */
function drawnIn(name) {
  const pane = `strikemap-${name}`;
  return { pane, renderer: svg({ pane, padding: 0.4 }) };
}

/**
 * The ground of a map: land below the zones, water and lines above them.
 *
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {boolean} [whole] false where background tiles show the land
 */
export function drawGround(map, data, whole = true) {
  const lines = drawnIn("lines");
  const box = map.getContainer();
  const near = () => map.getZoom() > map.getBoundsZoom(boundsOf(data.extent)) + DISTRICTS;
  map.on("moveend resize", () => box.classList.toggle("strikemap-near", near()));
  if (!whole) {
    box.classList.add("strikemap-tiled");
    return layerGroup([borders(data, lines), overlays(data, lines)]);
  }
  const below = groundBelow(data, drawnIn("ground"));
  return layerGroup([below, groundAbove(data, lines), overlays(data, lines)]);
}

/**
 * Everything on a map that belongs to one panel.
 *
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {number} index
 * @param {Answers} answers
 * @param {LayerGroup} [group] that the layers are added to
 * @returns {{group: LayerGroup, show: (panels: ArrayLike<number>, hurried?: boolean) => void, arrange: () => void,
 *   inside: (holds: (spot: Spot) => boolean) => number[], ring: (has: ((row: number) => boolean) | null) => void}}
 *   `show` draws the strikes of the panel in the place of those that are there (hurried: what is
 *   in sight of very many, while the reader drags), `arrange` finds places for the names among them, `inside` gives the strikes that stand in a part of
 *   the map, `ring` puts a ring about the marks of some
 */
export function drawPanel(map, data, index, { open, tell }, group = layerGroup()) {
  const strikes = layerGroup();
  const drawn = DRAWN.get(data) ?? data.panels.map(() => /** @type {Placed[]} */ ([]));
  DRAWN.set(data, drawn);
  const labels = labelsOf(data, index, () => [
    ...boxesOf(map, data.layout === "swipe" ? drawn.flat() : drawn[index]),
    ...corners(map, data, index),
  ]);
  const many = data.marks.lon.length > MARKS_MOST && !data.marks.diameter; // dots have no sizes
  if (many) raiseNames(map);
  const pane = drawnIn("discs");
  const withDiscs = drawsDiscs(data);
  const watch = { draw: () => {} };
  if (data.cellsFirst) map.on("moveend", () => watch.draw()); // a zoom may come from another map, of another size

  let last = /** @type {Int32Array | null} */ (null);
  /** @type {ArrayLike<number>} */
  let panels = [];
  let dots = /** @type {Dots | null} */ (null);
  let rough = /** @type {LayerGroup | null} */ (null);
  /** @type {((row: number) => boolean) | null} */
  let ringed = null;

  /** @param {boolean} hurried */
  function draw(hurried) {
    if (many) return paint(hurried);
    const rows = rowsOf(panels, index, data.marks.outside);
    if (last && rows.length === last.length && rows.every((row, i) => row === last?.[i])) return;
    last = rows;
    strikes.clearLayers();
    drawn[index] = drawStrikes(map, data, rows, open, strikes, pane);
    ring(ringed);
  }

  /** @param {boolean} hurried */
  function paint(hurried) {
    if (!dots) {
      dots = new Dots(data, index, "strikemap-marks", open);
      dots.ringed(ringed);
      strikes.addLayer(dots);
    }
    dots.show(panels, hurried);
    if (hurried || !withDiscs) return;
    if (rough) strikes.removeLayer(rough);
    rough = discs(data, rowsOf(panels, index, data.marks.outside), pane).addTo(strikes);
  }

  function clear() {
    strikes.clearLayers();
    last = dots = rough = null;
  }

  /** @param {((row: number) => boolean) | null} has */
  function ring(has) {
    ringed = has;
    dots?.ringed(has);
    for (const { marker, rows } of drawn[index]) marker.getElement()?.classList.toggle("picked", !!has && rows.some(has));
  }

  /** @param {(spot: Spot) => boolean} holds */
  function inside(holds) {
    const corner = map.containerPointToLayerPoint([0, 0]);
    if (strikes.getLayers().length && drawn[index].length) {
      return drawn[index].flatMap((mark) => (holds(centreOf(map, mark).subtract(corner)) ? mark.rows : []));
    }
    const { lat, lon, outside } = data.marks;
    const drawable = Array.from(rowsOf(panels, index, outside));
    return drawable.filter((row) => holds(map.latLngToContainerPoint([lat[row], lon[row]])));
  }

  const layer = data.panels[index].zoneLayer;
  const nodes = /** @type {SVGElement[]} */ ([]);
  /** @type {(zone: number, at: [number, number]) => void} */
  const ask = (zone, at) => tell(zone < 0 ? null : { layer, index: zone, at, node: nodes[zone] });
  group.addLayer(zones(data, layer, drawnIn("zones"), nodes, ask));
  map.on("click", ({ latlng: { lat, lng }, containerPoint }) => {
    if (!map.hasLayer(group) || dots?.under(containerPoint).length) return;
    ask(zoneAt(data, layer, lat, lng), [lat, lng]);
  });
  const areas = cells(data, data.panels[index].cellLayer, drawnIn("zones"), data.cellsFirst ? closer : undefined);
  group.addLayer(areas);
  group.addLayer(strikes);
  group.addLayer(labels);
  return {
    group,
    show(now, hurried = false) {
      panels = now;
      if (data.cellsFirst) summed(hurried);
      else draw(hurried);
    },
    arrange: () => (many && labels.ready ? undefined : labels.again()), // dots stand in no name's way
    inside,
    ring,
  };

  /** @param {import("leaflet").LatLng} at */
  function closer(at) {
    map.setView(at, map.getBoundsZoom(boundsOf(data.extent)) + CLOSE);
  }

  /**
   * Draw cells in the place of the strikes, as long as they count these and the map is not close.
   *
   * @param {boolean} hurried
   */
  function summed(hurried) {
    const whole = sameRows(panels, data.marks.panel, index);
    const asCells = () => whole && map.getZoom() < map.getBoundsZoom(boundsOf(data.extent)) + CLOSE - 0.01;
    /** @type {boolean | null} */
    let now = null;
    watch.draw = () => {
      if (now === asCells()) return;
      now = asCells();
      if (now) {
        clear();
        group.addLayer(areas);
      } else {
        group.removeLayer(areas);
        draw(hurried);
      }
    };
    watch.draw();
  }
}

/**
 * Whether a panel shows the same strikes twice.
 *
 * @param {ArrayLike<number>} one panels of all strikes
 * @param {ArrayLike<number>} other
 * @param {number} panel
 */
function sameRows(one, other, panel) {
  for (let row = 0; row < other.length; row += 1) if ((one[row] === panel) !== (other[row] === panel)) return false;
  return true;
}

/**
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {Int32Array} rows
 * @param {Open} open
 * @param {LayerGroup} group
 * @param {ReturnType<typeof drawnIn>} pane
 */
function drawStrikes(map, data, rows, open, group, pane) {
  group.addLayer(discs(data, rows, pane));
  const placed = marks(data, rows, "strikemap-marks", (row, marker) => {
    const at = marker.getLatLng();
    const offset = /** @type {[number, number]} */ (marker.options.icon?.options.popupAnchor);
    const node = marker.getElement() ?? null;
    open(near(map, placed, row), row, { at: [at.lat, at.lng], node, offset });
  });
  for (const { marker } of placed) group.addLayer(marker);
  return placed;
}

/** @param {LeafletMap} map */
function raiseNames(map) {
  const names = /** @type {HTMLElement} */ (map.getPane("strikemap-names"));
  names.style.zIndex = String(PANES.marks + 10);
}

/**
 * @param {Payload} data
 * @param {number} index
 * @param {() => Box[]} taken
 */
function labelsOf(data, index, taken) {
  const within = boundsOf(data.extent);
  return new Labels(namesOf(data, index), "strikemap-names", { taken, within });
}

/**
 * Rows of the marks that lie under the same finger as one of them, in reading order.
 *
 * @param {LeafletMap} map
 * @param {Placed[]} placed
 * @param {number} row
 */
function near(map, placed, row) {
  const here = centreOf(map, /** @type {Placed} */ (placed.find((one) => one.row === row)));
  return placed.filter((one) => centreOf(map, one).distanceTo(here) <= NEAR).flatMap((one) => one.rows);
}

/**
 * Where a mark stands on the layer of its map, in px.
 *
 * @param {LeafletMap} map
 * @param {Placed} mark
 */
function centreOf(map, { marker, dx, dy }) {
  return map.latLngToLayerPoint(marker.getLatLng()).add([dx, dy]);
}

/**
 * The names that maps of the whole have room for.
 *
 * @param {Payload} data
 */
export function firstNames(data) {
  return data.panels.flatMap((_, i) => namesOf(data, i).filter(({ rank }) => rank <= 1));
}

/**
 * @param {Payload} data
 * @param {number} panel
 * @returns {Name[]}
 */
function namesOf(data, panel) {
  const { names, lon, lat, rank } = data.ground.places;
  const towns = names.map((text, i) => ({
    text,
    lat: lat[i],
    lon: lon[i],
    kind: /** @type {const} */ ("town"),
    rank: rank[i],
  }));
  const country = data.ground.names;
  const countries = country.names.map((text, i) => ({
    text,
    lat: country.lat[i],
    lon: country.lon[i],
    kind: /** @type {const} */ ("country"),
    rank: 0,
  }));
  return [...cellWords(data, panel), ...zoneNames(data, panel), ...towns, ...countries];
}

/**
 * @param {Payload} data
 * @param {number} panel
 * @returns {Name[]}
 */
function cellWords(data, panel) {
  const layer = data.cellLayers[data.panels[panel].cellLayer];
  if (!layer) return [];
  return layer.text.flatMap((text, i) => {
    const at = layer.labels[i];
    return text && at ? [{ text, lon: at[0], lat: at[1], kind: /** @type {const} */ ("cell"), rank: -2 }] : [];
  });
}

/**
 * @param {Payload} data
 * @param {number} panel
 * @returns {Name[]}
 */
function zoneNames(data, panel) {
  const layer = data.zoneLayers[data.panels[panel].zoneLayer];
  if (!layer) return [];
  const held = layer.shapes.filter((_, i) => data.sides[layer.side[i]].key !== UNASSESSED);
  const blank = /** @type {Name["blank"]} */ ((lat, lon) => !held.some((shape) => covers(shape, lat, lon)));
  return layer.names.flatMap((text, i) => {
    const at = layer.labels[i];
    const kind = /** @type {const} */ ("zone");
    return at ? [{ text, lon: at[0], lat: at[1], kind, rank: -1, shape: layer.shapes[i], blank }] : [];
  });
}

/**
 * About where scale bar and date of the zones stand over a map.
 *
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {number} index
 * @returns {Box[]}
 */
function corners(map, data, index) {
  const { x: wide, y: high } = map.getSize();
  const note = data.panels[index].zonesNote;
  const lengths = [BAR, note ? LETTER * note.length : 0];
  if (data.grammar.direction === "rtl") lengths.reverse();
  const [left, top] = [map.containerPointToLayerPoint([0, 0]), high - CORNER];
  return [
    { x0: left.x, x1: left.x + lengths[0], y0: left.y + top, y1: left.y + high },
    { x0: left.x + wide - lengths[1], x1: left.x + wide, y0: left.y + top, y1: left.y + high },
  ];
}

/**
 * @param {LeafletMap} map
 * @param {Placed[]} placed
 * @returns {Box[]}
 */
function boxesOf(map, placed) {
  return placed.map(({ marker, dx, dy, radius }) => {
    const p = map.latLngToLayerPoint(marker.getLatLng());
    const r = radius * 0.7;
    return { x0: p.x + dx - r, y0: p.y + dy - r, x1: p.x + dx + r, y1: p.y + dy + r };
  });
}
