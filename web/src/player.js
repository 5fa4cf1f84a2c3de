/** The button that lets the event step through the days. */

import { limits } from "./choice.js";
import { el } from "./elements.js";
import { calmMotion } from "./motion.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Choice} from "./choice.js" */

/** How long one day is shown. */
const STEP_MS = 700;

/**
 * Where the reader wants little motion, each press goes one day on and nothing moves by itself.
 *
 * @param {Payload} data
 * @param {() => Choice} current
 * @param {(day: number) => void} move
 */
export function player(data, current, move) {
  const words = data.words;
  const button = el("button", { type: "button", class: "play" });
  let timer = 0;

  const name = () => (timer ? words.pause : calmMotion() ? words.nextDay : words.playDays);
  const say = () => {
    button.textContent = name();
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    say();
  };
  /** Go a day on, from the last day to the first. */
  const step = () => {
    const choice = current();
    const [first, last] = limits(data, choice, "cut");
    move(choice.cut >= last ? first : choice.cut + 1);
  };
  const tick = () => {
    const choice = current();
    if (calmMotion() || choice.cut >= limits(data, choice, "cut")[1]) return stop();
    step();
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    step();
    if (calmMotion()) return;
    timer = window.setInterval(tick, STEP_MS);
    say();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && timer) stop();
  });
  window.matchMedia("(prefers-reduced-motion: reduce)").addEventListener("change", stop);
  say();
  return { button, stop };
}
