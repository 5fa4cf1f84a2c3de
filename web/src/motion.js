/** How much may move by itself. */

/** Whether the reader has asked for little motion. */
export function calmMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
