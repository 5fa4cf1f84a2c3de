/** The drawn form of one class of strikes, on the map and in the legend. */

import { shape } from "./elements.js";

/** @import {MarkStyle} from "./payload.d.ts" */

export const PX_PER_PT = 1.5;
const RING = 3.2;

/**
 * Outlines in a box of diameter 2 around 0, of about the same area.
 *
 * @type {Record<MarkStyle["shape"], (r: number) => SVGElement>}
 */
const OUTLINES = {
  circle: (r) => shape("circle", { r }),
  square: (r) => shape("rect", { x: -0.89 * r, y: -0.89 * r, width: 1.78 * r, height: 1.78 * r }),
  diamond: (r) => shape("path", { d: `M0,${-1.2 * r} L${1.2 * r},0 0,${1.2 * r} ${-1.2 * r},0 Z` }),
  triangle: (r) =>
    shape("path", { d: `M0,${-1.25 * r} L${1.2 * r},${0.85 * r} ${-1.2 * r},${0.85 * r} Z` }),
};

/** @param {MarkStyle} style */
export function widthOf(style) {
  return style.diameter * PX_PER_PT + style.edgeWidth * PX_PER_PT;
}

/**
 * Draw a mark in a small picture of its own.
 *
 * @param {MarkStyle} style
 * @param {boolean} nearFront whether a thin ring says that a front line is near
 * @param {number} size width and height in px
 */
export function symbol(style, nearFront, size) {
  const half = size / 2;
  const mark = OUTLINES[style.shape]((style.diameter * PX_PER_PT) / 2);
  mark.setAttribute("fill", style.fill || "#FFFFFF");
  mark.setAttribute("stroke", style.fill && style.fill === style.edge ? "#FFFFFF" : style.edge);
  mark.setAttribute("stroke-width", String(style.edgeWidth * PX_PER_PT));
  mark.setAttribute("class", "strikemap-shape");
  const box = { width: size, height: size, viewBox: `${-half} ${-half} ${size} ${size}` };
  const picture = shape("svg", { ...box, "aria-hidden": "true", focusable: "false" }, mark);
  if (nearFront) picture.prepend(frontRing((style.diameter * PX_PER_PT) / 2));
  return picture;
}

/**
 * The thin ring that says "near a front line".
 *
 * @param {number} radius of the mark inside it
 */
export function frontRing(radius) {
  return shape("circle", {
    r: radius + RING,
    fill: "none",
    stroke: "#22262B",
    "stroke-width": 1,
    class: "strikemap-ring",
  });
}

/**
 * Width of the picture that a mark needs, which is also what a pointer can hit.
 *
 * @param {MarkStyle} style
 */
export function boxOf(style) {
  return Math.ceil(Math.max(18, widthOf(style) * 1.25 + 2 * RING + 3));
}
