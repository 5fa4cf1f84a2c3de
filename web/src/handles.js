/** The handles on the strip of days: the event and the outer edges of the windows. */

import { limits } from "./choice.js";
import { dayText } from "./days.js";
import { shape } from "./elements.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Choice, Edge} from "./choice.js" */
/** @import {Move} from "./instrument.js" */

/** Measures of the strip in px. */
export const HEIGHT = 114;
export const TOP = 23;
export const BASE = 89;
export const SIDE = 4;

/** Width in px that a finger can take hold of. */
const REACH = 24;

/**
 * The handles, that of the event last, so that it lies over the others.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @param {(day: number) => number} x
 * @param {(event: PointerEvent) => number} dayAt
 * @param {Move} move
 * @returns {{nodes: SVGElement[], place: () => void}} `place` follows another choice of windows
 */
export function handles(data, choice, x, dayAt, move) {
  const made = /** @type {Edge[]} */ (["start", "stop", "cut"]).map((edge) => handle(data, choice, edge, x, dayAt, move));
  const place = () => {
    for (const one of made) one.place();
  };
  place();
  return { nodes: made.map(({ grip }) => grip), place };
}

/**
 * One handle: dragged, or moved by the arrow keys.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @param {Edge} edge
 * @param {(day: number) => number} x
 * @param {(event: PointerEvent) => number} dayAt
 * @param {Move} move
 */
function handle(data, choice, edge, x, dayAt, move) {
  const words = data.words;
  const last = edge === "stop" ? 1 : 0; // the end of a window is said by its last day
  const grip = shape("g", {
    class: edge === "cut" ? "grip" : "edge",
    "data-edge": edge,
    tabindex: 0,
    role: "slider",
    "aria-label": { cut: words.moveEvent, start: words.moveStart, stop: words.moveStop }[edge],
  });
  const place = () => {
    const [least, most] = limits(data, choice, edge);
    const at = x(choice[edge]);
    const ends = [x(choice.start), x(choice.stop)];
    grip.setAttribute("aria-valuemin", String(least - last));
    grip.setAttribute("aria-valuemax", String(most - last));
    grip.setAttribute("aria-valuenow", String(choice[edge] - last));
    grip.setAttribute("aria-valuetext", dayText(choice[edge] - last, data.grammar));
    const left = at - REACH / 2;
    const [low, high] = [Math.min(...ends) - SIDE, Math.max(...ends) + SIDE - REACH];
    const from = edge === "cut" ? left : Math.min(Math.max(left, low), high);
    grip.replaceChildren(
      shape("rect", { x: from, y: TOP - 8, width: REACH, height: BASE - TOP + 14, class: "reach" }),
      edge === "cut" ? shape("circle", { cx: at, cy: BASE + 6, r: 5.5, class: "knob" }) : bar(at),
    );
  };
  grip.addEventListener("keydown", (event) => {
    const day = steered(event.key, data.grammar.direction === "rtl", choice[edge], ...limits(data, choice, edge));
    if (day === null) return;
    event.preventDefault();
    move(edge, day);
  });
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.focus({ preventScroll: true });
    drag((moved) => move(edge, dayAt(moved)));
  });
  return { grip, place };
}

/** @param {number} at */
function bar(at) {
  const height = 20;
  const y = (TOP + BASE - height) / 2;
  return shape("rect", { x: at - 3, y, width: 6, height, rx: 3, class: "knob" });
}

/**
 * The day that a key leads to; null for any other key.
 *
 * @param {string} key
 * @param {boolean} mirrored
 * @param {number} day
 * @param {number} least
 * @param {number} most
 */
export function steered(key, mirrored, day, least, most) {
  const later = mirrored ? "ArrowLeft" : "ArrowRight";
  const earlier = mirrored ? "ArrowRight" : "ArrowLeft";
  if (key === "Home") return least;
  if (key === "End") return most;
  const steps = new Map([
    [later, 1],
    [earlier, -1],
    ["ArrowUp", 1],
    ["ArrowDown", -1],
    ["PageUp", 7],
    ["PageDown", -7],
  ]);
  const step = steps.get(key);
  return step === undefined ? null : Math.min(most, Math.max(least, day + step));
}

/**
 * Follow the pointer until it is let go, be it outside the frame of a notebook.
 *
 * @param {(event: PointerEvent) => void} moved
 */
function drag(moved) {
  const held = new AbortController();
  const { signal } = held;
  const done = () => held.abort();
  const follow = /** @param {PointerEvent} event */ (event) => (event.buttons ? moved(event) : done());
  window.addEventListener("pointermove", follow, { signal });
  window.addEventListener("pointerup", done, { signal });
  window.addEventListener("pointercancel", done, { signal });
}
