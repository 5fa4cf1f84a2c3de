/** By how many strikes a key goes on, on a map that is read from the left or from the right. */

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 100, PageUp: -100, Home: -Infinity, End: Infinity };

/**
 * Where a key leads to in a list; null for any other key.
 *
 * @param {string} key
 * @param {number} at the place in the list now
 * @param {number} length of the list
 * @param {boolean} mirrored
 */
export function stepped(key, at, length, mirrored) {
  const ahead = mirrored ? "ArrowLeft" : "ArrowRight";
  const sideways = key === ahead ? 1 : key === "ArrowLeft" || key === "ArrowRight" ? -1 : null;
  const step = sideways ?? (Object.hasOwn(STEPS, key) ? STEPS[key] : null);
  return step === null || length === 0 ? null : Math.min(length - 1, Math.max(0, at + step));
}
