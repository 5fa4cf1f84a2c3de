/** Columns of very many strikes, as strikemap/paint/packing.py packs them. */

import { inflateSync } from "fflate";

/** @import {Marks, Packed, Payload, Popups} from "./payload.d.ts" */

const PER_DEGREE = 10000;

/** @param {string} base64 */
export function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * @param {string} base64
 * @returns {Uint8Array}
 */
export function inflated(base64) {
  return inflateSync(bytesOf(base64));
}

/** Reads numbers of seven bits a byte, the lowest first. */
class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  next() {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * weight;
      if (byte < 128) return value;
      weight *= 128;
    }
  }

  /** @param {number} n */
  take(n) {
    this.at += n;
    return this.bytes.subarray(this.at - n, this.at);
  }
}

/**
 * Every second bit of a whole number below 2 ** 26, pushed together.
 *
 * @param {number} bits
 */
function everySecond(bits) {
  let x = bits & 0x55555555;
  x = (x | (x >>> 1)) & 0x33333333;
  x = (x | (x >>> 2)) & 0x0f0f0f0f;
  x = (x | (x >>> 4)) & 0x00ff00ff;
  return (x | (x >>> 8)) & 0x0000ffff;
}

/**
 * Take a place on the curve apart into its column and row.
 *
 * @param {number} place below 2 ** 46
 * @returns {[number, number]}
 */
export function unwound(place) {
  const low = place % 2 ** 24;
  const high = Math.floor(place / 2 ** 24);
  const x = everySecond(low) + everySecond(high) * 2 ** 12;
  const y = everySecond(low >>> 1) + everySecond(high >>> 1) * 2 ** 12;
  return [x, y];
}

/**
 * @param {Packed} packed
 * @returns {Marks}
 */
export function unpackedMarks({ n, dayStart, radii, columns }) {
  const reader = new Reader(inflated(columns));
  const lon = new Float64Array(n);
  const lat = new Float64Array(n);
  let place = 0;
  for (let i = 0; i < n; i += 1) {
    place += reader.next();
    const [x, y] = unwound(place);
    lon[i] = x / PER_DEGREE - 180;
    lat[i] = y / PER_DEGREE - 90;
  }
  const start = new Int32Array(n);
  const end = new Int32Array(n);
  const low = reader.take(n);
  const high = reader.take(n);
  for (let i = 0; i < n; i += 1) start[i] = dayStart + low[i] + 256 * high[i];
  for (let i = 0; i < n; i += 1) end[i] = start[i] + reader.next();
  const panel = new Int8Array(n);
  const group = new Int32Array(n);
  const radiusKm = new Float32Array(n);
  const coarse = new Uint8Array(n);
  const nearFront = new Uint8Array(n);
  const panels = reader.take(n);
  const style = reader.take(n);
  for (let i = 0; i < n; i += 1) group[i] = reader.next() - 1;
  const radius = reader.take(n);
  const flags = reader.take(n);
  for (let i = 0; i < n; i += 1) {
    panel[i] = panels[i] - 1;
    radiusKm[i] = radii[radius[i]];
    coarse[i] = flags[i] & 1;
    nearFront[i] = flags[i] >> 1;
  }
  const id = { length: 0 };
  return { id, lon, lat, panel, style, group, dayStart: start, dayEnd: end, radiusKm, coarse, nearFront };
}

/**
 * Let texts be inflated when the first one is read.
 *
 * @param {Payload} data
 * @param {string} texts
 */
export function readOnDemand(data, texts) {
  let popups = /** @type {Popups | null} */ (null);
  Object.defineProperty(data, "popups", {
    get() {
      popups ??= /** @type {Popups} */ (JSON.parse(new TextDecoder().decode(inflated(texts))));
      return popups;
    },
  });
}

/**
 * Make a payload of its text.
 *
 * @param {string} text
 * @returns {Payload}
 */
export function payloadOf(text) {
  const data = JSON.parse(text);
  if (data.packed) {
    data.marks = unpackedMarks(data.packed);
    readOnDemand(data, data.packed.texts);
  }
  return data;
}
