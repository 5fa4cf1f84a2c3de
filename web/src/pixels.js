/** The pixels of small marks, and of many on one another. */

/** @import {MarkStyle} from "./payload.d.ts" */

/** As many marks on one pixel keep their colour; every doubling beyond darkens it. */
const COUNTABLE = 3;
const DARKER = 0.28;

/** Filled marks smaller than this (device pixels) have no edge of their own. */
const CASED = 5;

/** @type {Record<MarkStyle["shape"], (x: number, y: number) => number>} */
const DISTANCE = {
  circle: (x, y) => Math.hypot(x, y),
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) * 1.1,
  diamond: (x, y) => (Math.abs(x) + Math.abs(y)) * 0.85,
  triangle: (x, y) => Math.max(y * 1.3, -y * 0.5 + Math.abs(x) * 0.95),
};

/**
 * The pixels of a mark: pairs of offsets, then the colour.
 *
 * @param {MarkStyle} style
 * @param {number} radius in device pixels
 */
export function pixels({ shape, fill, edge, spokes }, radius) {
  const found = [];
  const rays = radius >= CASED ? spokes.at.map((degrees) => (degrees * Math.PI) / 180) : [];
  const reach = Math.ceil(radius * 1.3);
  for (let y = -reach; y <= reach; y += 1)
    for (let x = -reach; x <= reach; x += 1) {
      const far = DISTANCE[shape](x, y);
      if (far > radius) continue;
      const rim = far > radius - 1.1 && (!fill || radius >= CASED);
      const onSpoke = rays.some((ray) => {
        const [along, off] = [x * Math.sin(ray) - y * Math.cos(ray), x * Math.cos(ray) + y * Math.sin(ray)];
        return along > -0.6 && Math.abs(off) < 0.6;
      });
      const stroke = fill === edge ? "#ffffff" : edge;
      found.push(x, y, packedColour(rim ? edge : onSpoke ? stroke : fill || "#ffffff"));
    }
  return Int32Array.from(found);
}

/**
 * A colour as the bytes red, green, blue, opaque, read as one number.
 *
 * @param {string} colour #rrggbb
 */
export function packedColour(colour) {
  const rgb = parseInt(colour.slice(1), 16);
  return (0xff000000 | ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >> 16)) | 0;
}

/**
 * How opaque one mark is among so many: the ground must be seen between them.
 *
 * @param {number} n marks on a map
 */
export function opacity(n) {
  return Math.min(1, Math.max(0.5, 1 - 0.25 * Math.log10(n / 5000)));
}

/**
 * Let pixels on which few marks lie be seen through and darken those on which many do, so
 * that density shows where the eye cannot count.
 *
 * @param {Int32Array} buffer colours as :func:`packedColour` makes them
 * @param {Uint16Array} depth marks on each pixel
 * @param {number} opaque how opaque one mark is, 0 to 1
 */
export function shade(buffer, depth, opaque) {
  const alphas = Array.from({ length: COUNTABLE + 1 }, (_, d) => Math.round(255 * (1 - (1 - opaque) ** d)));
  for (let i = 0; i < depth.length; i += 1) {
    if (depth[i] <= COUNTABLE) {
      if (depth[i]) buffer[i] = (buffer[i] & 0xffffff) | (alphas[depth[i]] << 24);
      continue;
    }
    const light = 1 / (1 + DARKER * Math.log2(depth[i] / COUNTABLE));
    const colour = buffer[i];
    const blue = ((colour >> 16) & 255) * light;
    const green = ((colour >> 8) & 255) * light;
    buffer[i] = 0xff000000 | (blue << 16) | (green << 8) | ((colour & 255) * light);
  }
}
