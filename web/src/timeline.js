/** The strip of days under the maps, with its head: key, switch and play. */

import { everything, movable, viewOf } from "./choice.js";
import { el, shape, worded } from "./elements.js";
import { handles } from "./handles.js";
import { player } from "./player.js";
import { perDay } from "./series.js";
import { sieved } from "./sieve.js";
import { bars, dayMark, isNarrow, look, scaleOf, strip } from "./strip.js";

/** @import {Payload, Timeline, View} from "./payload.d.ts" */
/** @import {Choice} from "./choice.js" */
/** @import {Acts} from "./instrument.js" */

/**
 * The strip with its heading and the key to its colours, redrawn when the page gets wider.
 *
 * @param {Payload} data
 * @param {Timeline} timeline
 */
export function timelineFigure(data, timeline) {
  const frame = el("div", { class: "strip" });
  const key = el("ul", { class: "key" });
  const within = data.layout === "dual" || data.layout === "grid" ? "tally" : "tally far";
  const tally = el("p", { class: within, role: "status", dir: "auto" });
  let choice = everything(data);
  let acts = /** @type {Acts | null} */ (null);
  let pointed = /** @type {number | null} */ (null);
  let following = () => {};
  let width = 0;
  const play = movable(data) ? player(data, () => choice, (day) => acts?.move("cut", day)) : null;
  const choose = views(data, timeline, (view) => acts?.see(view));
  const barsOf = remembered((width) => {
    const view = viewOf(data, choice);
    return bars(data, timeline, view, perDay(data, choice), scaleOf(data, timeline, width));
  });

  function measure() {
    const was = width;
    width = frame.clientWidth;
    return width !== was;
  }

  function again() {
    if (width === 0) return;
    const scale = scaleOf(data, timeline, width);
    explain(isNarrow(scale));
    const { drawing, move } = strip(data, timeline, choice, scale, barsOf(width, choice));
    following = move;
    if (acts && movable(data)) {
      const from = scale.x(timeline.dayStart);
      const dayAt = /** @param {PointerEvent} event */ (event) => {
        const far = event.clientX - frame.getBoundingClientRect().left - from;
        return timeline.dayStart + Math.round((data.grammar.direction === "rtl" ? -far : far) / scale.step);
      };
      const { nodes, place } = handles(data, choice, scale.x, dayAt, acts.move);
      drawing.append(...nodes);
      following = () => {
        move();
        place();
      };
    }
    if (pointed !== null) drawing.append(dayMark(scale, pointed));
    const focused = document.activeElement?.getAttribute("data-edge");
    const within = frame.contains(document.activeElement);
    frame.replaceChildren(drawing);
    if (!within || !focused) return;
    /** @type {SVGElement | null} */ (frame.querySelector(`[data-edge="${focused}"]`))?.focus();
  }

  /** @param {boolean} narrow */
  function explain(narrow) {
    const view = viewOf(data, choice);
    const shown = narrow ? `${view.key} narrow` : view.key;
    if (key.dataset.shown === shown) return;
    key.dataset.shown = shown;
    key.replaceChildren(...entries(data, view, narrow));
  }

  /** @type {(other: Choice, acting: Acts, told: string, hurried?: boolean) => void} */
  function draw(other, acting, told, hurried = false) {
    if (tally.textContent !== told) tally.textContent = told;
    if (hurried) return following();
    choice = other;
    acts = acting;
    choose?.press(viewOf(data, choice).key);
    again();
  }

  /** @param {number | null} day that of the strike that is open */
  function point(day) {
    if (day === pointed) return;
    pointed = day;
    again();
  }

  for (const kind of ["pointerdown", "input", "click", "keydown"]) {
    document.addEventListener(kind, (event) => {
      if (event.isTrusted && !play?.button.contains(/** @type {Node} */ (event.target))) play?.stop();
    });
  }
  window.addEventListener("hashchange", () => play?.stop());
  new ResizeObserver(() => measure() && again()).observe(frame);
  const title = worded("h2", timeline.label);
  const head = el("div", { class: "head" }, title, choose?.box ?? null, play?.button ?? null, tally, key);
  return { section: el("section", { class: "timeline" }, head, frame), measure, draw, point };
}

/**
 * Make the bars anew only when their width, the way to take them apart or what counts changes.
 *
 * @param {(width: number) => ReturnType<typeof bars>} make
 */
function remembered(make) {
  let known = "";
  let made = /** @type {ReturnType<typeof bars> | null} */ (null);
  /** @type {(width: number, choice: Choice) => ReturnType<typeof bars>} */
  return (width, choice) => {
    const wanted = [width, choice.view, choice.cut, choice.start, choice.stop, sieved(choice)].join(" ");
    if (!made || wanted !== known) made = make(width);
    known = wanted;
    return made;
  };
}

/**
 * The switch between the ways to take the strip apart; null where there is one only.
 *
 * @param {Payload} data
 * @param {Timeline} timeline
 * @param {(view: View["key"]) => void} see
 */
function views(data, timeline, see) {
  if (timeline.views.length < 2) return null;
  const words = data.words;
  const buttons = timeline.views.map(({ key, label }) => {
    const name = { zone: words.byZone, class: words.byClass, colour: "" }[key];
    const made = el("button", { type: "button" }, label ? worded("span", label) : name);
    made.addEventListener("click", () => see(key));
    return { key, made };
  });
  const group = { class: "switch", role: "group", "aria-label": timeline.label };
  const box = el("div", group, ...buttons.map(({ made }) => made));
  /** @param {View["key"]} view */
  const press = (view) => {
    for (const { key, made } of buttons) made.setAttribute("aria-pressed", String(key === view));
  };
  return { box, press };
}

/**
 * The key to the colours of a view.
 *
 * @param {Payload} data
 * @param {View} view
 * @param {boolean} narrow
 */
function entries(data, view, narrow) {
  return view.series.map(({ label }, i) => {
    const { edge, ...paint } = look(data, view, i, narrow);
    const size = { width: 11, height: 11, "aria-hidden": "true" };
    const patch = shape("rect", { x: edge / 2, y: edge / 2, width: 11 - edge, height: 11 - edge, ...paint });
    return el("li", {}, shape("svg", size, patch), worded("span", label));
  });
}
