/** Columns of very many strikes, as strikemap/payload/packing.py packs them. */

/** @import {Marks, Packed, Payload, Popups} from "./payload.d.ts" */

const PER_DEGREE = 10000;
/** What only newer browsers have. */
const NATIVE = /** @type {{fromBase64?: (text: string) => Uint8Array<ArrayBuffer>}} */ (
  /** @type {unknown} */ (Uint8Array)
);

/**
 * @param {string} base64
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesOf(base64) {
  if (NATIVE.fromBase64) return NATIVE.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/**
 * What was deflated, inflated by the browser beside the script, where the browser can.
 *
 * @param {string} base64
 * @returns {Promise<Uint8Array>}
 */
export async function inflatedSoon(base64) {
  if (!("DecompressionStream" in globalThis)) return (await import("./unpacked.js")).inflated(base64);
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Reads columns that follow one another. */
class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /**
   * Numbers of seven bits a byte, the lowest first.
   *
   * @param {number} n
   */
  numbers(n) {
    const { bytes } = this;
    const found = new Float64Array(n);
    let { at } = this;
    for (let i = 0; i < n; i += 1) {
      let byte = bytes[at++];
      let value = byte & 127;
      for (let weight = 128; byte > 127; weight *= 128) {
        byte = bytes[at++];
        value += (byte & 127) * weight;
      }
      found[i] = value;
    }
    this.at = at;
    return found;
  }

  /** @param {number} n */
  bytesOf(n) {
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
 * @param {Uint8Array} columns inflated
 * @returns {Marks}
 */
export function unpackedMarks({ n, dayStart, radii }, columns) {
  const reader = new Reader(columns);
  const steps = reader.numbers(n);
  const low = reader.bytesOf(n);
  const high = reader.bytesOf(n);
  const more = reader.numbers(n);
  const panels = reader.bytesOf(n);
  const style = reader.bytesOf(n);
  const groups = reader.numbers(n);
  const radius = reader.bytesOf(n);
  const flags = reader.bytesOf(n);
  const lon = new Float64Array(n);
  const lat = new Float64Array(n);
  const start = new Int32Array(n);
  const end = new Int32Array(n);
  const panel = new Int8Array(n);
  const group = new Int32Array(n);
  const radiusKm = new Float32Array(n);
  const coarse = new Uint8Array(n);
  const nearFront = new Uint8Array(n);
  const outside = new Uint8Array(n);
  let place = 0;
  for (let i = 0; i < n; i += 1) {
    place += steps[i];
    const [x, y] = unwound(place);
    lon[i] = x / PER_DEGREE - 180;
    lat[i] = y / PER_DEGREE - 90;
    start[i] = dayStart + low[i] + 256 * high[i];
    end[i] = start[i] + more[i];
    panel[i] = panels[i] - 1;
    group[i] = groups[i] - 1;
    radiusKm[i] = radii[radius[i]];
    coarse[i] = flags[i] & 1;
    nearFront[i] = (flags[i] >> 1) & 1;
    outside[i] = flags[i] >> 2;
  }
  const id = { length: 0 };
  return { id, lon, lat, panel, style, group, dayStart: start, dayEnd: end, radiusKm, coarse, nearFront, outside };
}

/**
 * Let texts be read when the first one is asked for.
 *
 * @param {Payload} data
 * @param {() => Uint8Array} texts inflated
 */
export function readOnDemand(data, texts) {
  let popups = /** @type {Popups | null} */ (null);
  Object.defineProperty(data, "popups", {
    get() {
      popups ??= /** @type {Popups} */ (JSON.parse(new TextDecoder().decode(texts())));
      return popups;
    },
  });
}

/**
 * Make a payload of its text, while the browser inflates columns and texts beside the script.
 *
 * @param {string} text
 * @returns {Promise<Payload>}
 */
export async function payloadSoon(text) {
  const data = JSON.parse(text);
  const { packed, deflated } = data;
  if (deflated) Object.assign(data, JSON.parse(new TextDecoder().decode(await inflatedSoon(deflated))));
  if (packed) {
    const [columns, texts] = await Promise.all([inflatedSoon(packed.columns), inflatedSoon(packed.texts)]);
    data.marks = unpackedMarks(packed, columns);
    readOnDemand(data, () => texts);
  }
  return data;
}
