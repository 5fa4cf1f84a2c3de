/** The page inside a frame of another: it tells how high it is, and how it was asked to look. */

/** Screens higher than this (px) let no map grow beyond what a reader sees at once. */
const HIGHEST = 1000;

/**
 * Tell the page around how high this one is, whenever that changes: a number and nothing else.
 *
 * In a frame as high as its content a share of the window's height is no measure, so that
 * the screen takes its place.
 */
export function framed() {
  if (window.parent === window) return;
  const { style } = document.documentElement;
  style.setProperty("--vh", `${Math.min(window.screen.availHeight || HIGHEST, HIGHEST) / 100}px`);
  const say = () => window.parent.postMessage({ strikemap: document.body.offsetHeight }, "*");
  new ResizeObserver(say).observe(document.body);
}

/**
 * Whether this page may be forbidden to save files without being told so: a frame may be a
 * sandbox, and only a page of the same origin can see of what kind.
 */
export function guarded() {
  if (window.parent === window) return false;
  const sandbox = window.frameElement?.getAttribute("sandbox");
  return !window.frameElement || (typeof sandbox === "string" && !/\ballow-downloads\b/i.test(sandbox));
}

/**
 * Follow the address where it asks for a light or a dark page.
 *
 * @param {string} fragment
 */
export function themed(fragment) {
  const theme = new URLSearchParams(fragment.replace(/^#/, "")).get("theme") ?? "";
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  return document.documentElement.dataset.theme ?? "";
}
