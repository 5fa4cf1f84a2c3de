/** The drawn form of one class of strikes, on the map and in the legend. */

import { shape } from "./elements.js";

/** @import {MarkStyle} from "./payload.d.ts" */

export const PX_PER_PT = 1.5;
/**
 * Outlines around 0 of half the size, as those of the print.
 *
 * @type {Record<MarkStyle["shape"], (r: number) => SVGElement>}
 */
const OUTLINES = {
  circle: (r) => shape("circle", { r }),
  square: (r) => shape("rect", { x: -r, y: -r, width: 2 * r, height: 2 * r }),
  diamond: (r) => {
    const half = r * Math.SQRT2;
    return shape("path", { d: `M0,${-half} L${half},0 0,${half} ${-half},0 Z` });
  },
  triangle: (r) => shape("path", { d: `M0,${-r} L${r},${r} ${-r},${r} Z` }),
};

/** How far below the middle of its box the middle of an outline is, and how far off its edges. */
export const MIDDLES = { circle: [0, 1], square: [0, 1], diamond: [0, 1], triangle: [0.38, 0.62] };

/**
 * The strokes that tell a group without its colour, about 0 of half the size.
 *
 * @param {MarkStyle} style
 * @param {number} r
 * @param {boolean} numbered whether a number stands in the middle
 */
function spokes({ shape: outline, spokes: { from, at } }, r, numbered) {
  const [down, far] = MIDDLES[outline].map((share) => share * r);
  const lines = at.map((degrees) => {
    const [x, y] = [Math.sin((degrees * Math.PI) / 180) * far, -Math.cos((degrees * Math.PI) / 180) * far];
    const start = numbered ? from : 0;
    return `M${x * start},${down + y * start} L${x},${down + y}`;
  });
  return shape("path", { d: lines.join(" "), fill: "none", class: "strikemap-spokes" });
}

/** @param {MarkStyle} style */
export function widthOf(style) {
  return style.diameter * PX_PER_PT + style.edgeWidth * PX_PER_PT;
}

/** The pictures of each style that were drawn already. @type {WeakMap<MarkStyle, Map<string, SVGElement>>} */
const DRAWN = new WeakMap();

/**
 * Draw a mark in a small picture of its own.
 *
 * @param {MarkStyle} style
 * @param {boolean} nearFront whether a thin ring says that a front line is near
 * @param {number} size width and height in px
 * @param {{numbered?: boolean, sized?: boolean}} [as] whether a number stands in it, and whether it
 *   is as large as a value, its own edge within and a white one without
 */
export function symbol(style, nearFront, size, as = {}) {
  const known = DRAWN.get(style) ?? new Map();
  DRAWN.set(style, known);
  const key = `${nearFront} ${size} ${as.numbered} ${as.sized}`;
  if (!known.has(key)) known.set(key, drawn(style, nearFront, size, as));
  return /** @type {SVGElement} */ (known.get(key).cloneNode(true));
}

/** @type {typeof symbol} */
function drawn(style, nearFront, size, { numbered = false, sized = false } = {}) {
  const half = size / 2;
  const cased = style.fill !== "" && [style.fill, "#FFFFFF"].includes(style.edge);
  const r = ((style.diameter * style.look + (sized ? (cased ? 1 : -1) * style.edgeWidth : 0)) * PX_PER_PT) / 2;
  const mark = OUTLINES[style.shape](r);
  mark.setAttribute("fill", style.fill || "#FFFFFF");
  mark.setAttribute("class", "strikemap-shape");
  const strokes = style.spokes.at.length ? [spokes(style, r, numbered)] : [];
  for (const part of [mark, ...strokes]) {
    part.setAttribute("stroke", cased ? "#FFFFFF" : style.edge);
    part.setAttribute("stroke-width", String(style.edgeWidth * PX_PER_PT));
  }
  const box = { width: size, height: size, viewBox: `${-half} ${-half} ${size} ${size}` };
  const picture = shape("svg", { ...box, "aria-hidden": "true", focusable: "false" }, mark, ...strokes);
  if (nearFront) picture.prepend(frontRing(style));
  return picture;
}

/**
 * The thin ring that says "near a front line", about a mark in its colour.
 *
 * @param {MarkStyle} style
 */
export function frontRing({ diameter, fill, edge, ring: [gap, width] }) {
  return shape("circle", {
    r: (diameter / 2 + gap) * PX_PER_PT,
    fill: "none",
    stroke: fill || edge,
    "stroke-width": width * PX_PER_PT,
    class: "strikemap-ring",
  });
}

/**
 * Width of the picture that a mark needs, which is also what a pointer can hit.
 *
 * @param {MarkStyle} style
 */
export function boxOf(style) {
  return Math.ceil(Math.max(18, widthOf(style) * 1.25 + 2 * style.ring[0] * PX_PER_PT + 3));
}
