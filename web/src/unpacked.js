/** The same at once: for maps that folium made, drawn as their page is read, and for older browsers. */

import { inflateSync } from "fflate";
import { bytesOf, readOnDemand, unpackedMarks } from "./packed.js";

/** @import {Payload} from "./payload.d.ts" */

/**
 * @param {string} base64
 * @returns {Uint8Array}
 */
export function inflated(base64) {
  return inflateSync(bytesOf(base64));
}

/**
 * Make a payload of its text.
 *
 * @param {string} text
 * @returns {Payload}
 */
export function payloadOf(text) {
  const data = JSON.parse(text);
  const { packed } = data;
  if (packed) {
    data.marks = unpackedMarks(packed, inflated(packed.columns));
    readOnDemand(data, () => inflated(packed.texts));
  }
  return data;
}
