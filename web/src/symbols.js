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
 */
export function symbol(style, nearFront, size) {
  const known = DRAWN.get(style) ?? new Map();
  DRAWN.set(style, known);
  const key = `${nearFront} ${size}`;
  if (!known.has(key)) known.set(key, drawn(style, nearFront, size));
  return /** @type {SVGElement} */ (known.get(key).cloneNode(true));
}

/** @type {typeof symbol} */
function drawn(style, nearFront, size) {
  const half = size / 2;
  const mark = OUTLINES[style.shape]((style.diameter * style.look * PX_PER_PT) / 2);
  mark.setAttribute("fill", style.fill || "#FFFFFF");
  mark.setAttribute("stroke", style.fill && style.fill === style.edge ? "#FFFFFF" : style.edge);
  mark.setAttribute("stroke-width", String(style.edgeWidth * PX_PER_PT));
  mark.setAttribute("class", "strikemap-shape");
  const box = { width: size, height: size, viewBox: `${-half} ${-half} ${size} ${size}` };
  const picture = shape("svg", { ...box, "aria-hidden": "true", focusable: "false" }, mark);
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
