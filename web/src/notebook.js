/** The page inside a notebook: it tells view and selection to the frame around it, and takes them. */

import { written } from "./address.js";
import { passing, sieved } from "./sieve.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Played} from "./instrument.js" */
/** @import {Picked} from "./picked.js" */

/** While a reader drags, the notebook is told no more often than this (ms). */
const PAUSE = 60;
/** No view is longer than this. */
const LONGEST = 20_000;

/**
 * Speak with the frame around the page, once it has asked; no other window is heard, and a page
 * whose frame never asks says nothing.
 *
 * @param {Payload} data
 * @param {Played} played
 * @param {Picked} picked
 */
export function conversation(data, played, picked) {
  if (window.parent === window) return;
  let [timer, host, filters] = [0, "", ""];

  function say() {
    timer = 0;
    const said = /** @type {Record<string, unknown>} */ ({
      view: written(data, played.choice),
      selected: picked.rows(),
    });
    const now = sieved(played.choice);
    if (now !== filters) said.hidden = left(passing(data, played.choice));
    filters = now;
    window.parent.postMessage({ strikemap: said }, host);
  }

  function soon() {
    if (host) timer ||= window.setTimeout(say, PAUSE);
  }

  window.addEventListener("message", ({ source, origin, data: asked }) => {
    const wanted = source === window.parent ? understood(asked, data.marks.lon.length) : null;
    if (!wanted) return;
    host = origin === "null" ? "*" : origin;
    filters = "?";
    picked.ask();
    picked.take(wanted.selected);
    if (wanted.view !== written(data, played.choice)) played.take(wanted.view);
    soon();
  });
  picked.watch(soon);
  played.onChange(soon);
}

/**
 * The view and the rows that a message asks for; null for any other message.
 *
 * @param {any} message
 * @param {number} n strikes on the page
 * @returns {{view: string, selected: Uint32Array} | null}
 */
export function understood(message, n) {
  const { view, selected } = message?.strikemap ?? {};
  const right = typeof view === "string" && view.length <= LONGEST && selected instanceof Uint32Array;
  return right && selected.every((row) => row < n) ? { view, selected } : null;
}

/**
 * Rows that do not pass the filters.
 *
 * @param {Uint8Array | null} shown
 */
function left(shown) {
  const rows = new Uint32Array(shown?.length ?? 0);
  let found = 0;
  shown?.forEach((passes, row) => {
    if (!passes) rows[found++] = row;
  });
  return rows.slice(0, found);
}
