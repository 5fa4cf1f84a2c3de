/**
 * The page's Trusted Types policy: no string becomes HTML.
 *
 * Leaflet probes for SVG support with one constant string; nothing else passes.
 */
const types = /** @type {any} */ (window).trustedTypes;
if (types?.createPolicy) {
  types.createPolicy("default", {
    /** @param {string} text */
    createHTML(text) {
      if (text === "<svg/>") return text;
      throw new TypeError("This page makes no HTML from text.");
    },
  });
}
