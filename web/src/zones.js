/** The ground each side held, in the side's colour and pattern. */

import { layerGroup } from "leaflet";
import { shape } from "./elements.js";
import { covers } from "./geometry.js";
import { area } from "./outlines.js";
import { grouped } from "./sentences.js";
import { stepped } from "./steps.js";

/** @import {Payload, Shape, SideStyle} from "./payload.d.ts" */
/** @import {LatLng, PathOptions, Polygon} from "leaflet" */

const TILE = 8;

/** @type {Record<SideStyle["pattern"], (colour: string) => SVGElement[]>} */
const STROKES = {
  none: () => [],
  hatch: (colour) => [stroke("M-1,1 l2,-2 M0,8 l8,-8 M7,9 l2,-2", colour)],
  crosshatch: (colour) => [
    stroke("M-1,1 l2,-2 M0,8 l8,-8 M7,9 l2,-2 M-1,7 l2,2 M0,0 l8,8 M7,-1 l2,2", colour),
  ],
  dots: (colour) => [
    shape("circle", { cx: 2, cy: 2, r: 0.9, fill: colour }),
    shape("circle", { cx: 6, cy: 6, r: 0.9, fill: colour }),
  ],
  lines: (colour) => [stroke("M0,4 h8", colour)],
  backhatch: (colour) => [stroke("M-1,7 l2,2 M0,0 l8,8 M7,-1 l2,2", colour)],
  vertical: (colour) => [stroke("M4,0 v8", colour)],
  grid: (colour) => [stroke("M4,0 v8 M0,4 h8", colour)],
};

/**
 * @param {string} path
 * @param {string} colour
 */
function stroke(path, colour) {
  return shape("path", { d: path, stroke: colour, "stroke-width": 0.9, fill: "none" });
}

/**
 * @param {Payload} data
 * @param {"side" | "cell" | "zone" | "class" | "colour"} kind the last three are views of the strip
 * @param {number} index
 */
export function patternId(data, kind, index) {
  return `strikemap-${kind}-${data.scope ?? 0}-${index}`;
}

/**
 * The patterns of all sides, as one hidden drawing that every map of the page refers to.
 *
 * @param {Payload} data
 */
export function patterns(data) {
  const tiles = [
    ...data.sides.map((side, i) => tile(side, patternId(data, "side", i))),
    ...data.cellStyles.map((style, i) => tile(style, patternId(data, "cell", i))),
    ...(data.timeline?.views ?? []).flatMap(({ key, series }) =>
      series.flatMap(({ style }, i) => (style ? [tile(style, patternId(data, key, i))] : [])),
    ),
  ];
  const hidden = { class: "strikemap-patterns", width: 0, height: 0, "aria-hidden": "true" };
  return shape("svg", hidden, shape("defs", {}, ...tiles));
}

/**
 * @param {SideStyle} style
 * @param {string} id
 */
function tile(style, id) {
  return shape(
    "pattern",
    { id, width: TILE, height: TILE, patternUnits: "userSpaceOnUse" },
    shape("rect", { width: TILE, height: TILE, fill: style.fill }),
    ...STROKES[style.pattern](style.patternColour),
  );
}

/**
 * The zones of one date, one stop of the tab key: arrow keys lead from one to the next, and
 * Enter asks what a zone is.
 *
 * @param {Payload} data
 * @param {number} layer index of the zone layer, -1 for none
 * @param {PathOptions} pane
 * @param {SVGElement[]} nodes to hold the drawing of each zone
 * @param {(zone: number, at: [number, number]) => void} ask
 */
export function zones(data, layer, pane, nodes, ask) {
  const group = layerGroup();
  const found = data.zoneLayers[layer];
  found?.shapes.forEach((outline, i) => {
    const fillColor = `url(#${patternId(data, "side", found.side[i])})`;
    const made = filled(data, outline, { ...pane, className: "strikemap-zone", fillColor });
    if (!data.tiles) under(made, data.sides[found.side[i]].fill);
    made.on("add", () => {
      nodes[i] = /** @type {SVGElement} */ (made.getElement());
      const { lat, lng } = made.getBounds().getCenter();
      reached(data, layer, i, nodes, () => ask(i, [lat, lng]));
    });
    made.addTo(group);
  });
  return group;
}

/**
 * @param {Payload} data
 * @param {number} layer
 * @param {number} i the zone
 * @param {SVGElement[]} nodes of all zones
 * @param {() => void} ask
 */
function reached(data, layer, i, nodes, ask) {
  const { names, side } = data.zoneLayers[layer];
  const node = nodes[i];
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", [...new Set([names[i], data.sides[side[i]].label])].join(", "));
  node.tabIndex = i === 0 ? 0 : -1;
  node.addEventListener("keydown", (event) => {
    const next = stepped(event.key, i, nodes.length, data.grammar.direction === "rtl");
    if (next === null && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (next === null) return ask();
    node.tabIndex = -1;
    nodes[next].tabIndex = 0;
    nodes[next].focus({ preventScroll: true });
  });
}

/**
 * The zone that is seen at a place, -1 for none.
 *
 * @param {Payload} data
 * @param {number} layer
 * @param {number} lat
 * @param {number} lon
 */
export function zoneAt(data, layer, lat, lon) {
  return data.zoneLayers[layer]?.shapes.findLastIndex((shape) => covers(shape, lat, lon)) ?? -1;
}

/**
 * Areas coloured by a number.
 *
 * @param {Payload} data
 * @param {number} layer index of the cell layer, -1 for none
 * @param {PathOptions} pane
 * @param {(at: LatLng) => void} [closer] shows the strikes at a place, where cells stand for them
 */
export function cells(data, layer, pane, closer) {
  const group = layerGroup();
  const found = data.cellLayers[layer];
  found?.shapes.forEach((outline, i) => {
    const fillColor = `url(#${patternId(data, "cell", found.style[i])})`;
    const made = filled(data, outline, { ...pane, className: "strikemap-cell", fillColor, interactive: !!closer, bubblingMouseEvents: false });
    if (!data.tiles) under(made, data.cellStyles[found.style[i]].fill);
    if (closer) numbered(made, grouped(Number(found.text[i]), data.grammar), closer);
    made.addTo(group);
  });
  return group;
}

/**
 * Let a cell say how many strikes it holds, and lead closer to them.
 *
 * @param {Polygon} cell
 * @param {string} text
 * @param {(at: LatLng) => void} closer
 */
function numbered(cell, text, closer) {
  const title = shape("title");
  title.textContent = text;
  cell.on("add", () => cell.getElement()?.replaceChildren(title));
  cell.on("click", () => closer(cell.getBounds().getCenter()));
}

/**
 * @param {Payload} data
 * @param {Shape} outline
 * @param {PathOptions} options
 */
function filled(data, outline, options) {
  return area(outline, {
    color: data.theme.admin,
    weight: 0.8,
    opacity: 0.9,
    fillOpacity: 1,
    interactive: false,
    smoothFactor: 0.5,
    ...options,
  });
}

/**
 * Put the plain colour under a pattern, for paper, where seams show between the pattern's tiles: a
 * path that has whatever outline the area has.
 *
 * @param {Polygon} made
 * @param {string} fill
 */
function under(made, fill) {
  const plain = shape("path", { class: "strikemap-under", fill, "fill-rule": "evenodd", "pointer-events": "none" });
  const drawn = /** @type {any} */ (made);
  const draw = drawn._updatePath;
  drawn._updatePath = () => {
    draw();
    plain.setAttribute("d", drawn._path.getAttribute("d"));
  };
  made.on("add", () => made.getElement()?.before(plain));
  made.on("remove", () => plain.remove());
}
