/** The strip of days under the maps. */

import { everything, movable, perDay, windowsOf } from "./choice.js";
import { isoDate } from "./days.js";
import { el, shape, worded } from "./elements.js";
import { BASE, HEIGHT, SIDE, TOP, handles } from "./handles.js";
import { player } from "./player.js";

/** @import {Payload, Timeline} from "./payload.d.ts" */
/** @import {Choice} from "./choice.js" */
/** @import {Window} from "./days.js" */
/** @import {Move} from "./instrument.js" */

/**
 * Height of the tallest day, all series together.
 *
 * @param {Timeline} timeline
 */
export function tallest(timeline) {
  const days = timeline.series[0]?.perDay.length ?? 0;
  let most = 0;
  for (let day = 0; day < days; day += 1) {
    most = Math.max(most, timeline.series.reduce((sum, one) => sum + (one.perDay[day] ?? 0), 0));
  }
  return most;
}

/**
 * Draw the strip for a width.
 *
 * @param {Payload} data
 * @param {Timeline} timeline
 * @param {number} width in px
 * @param {Choice} choice
 */
export function strip(data, timeline, width, choice) {
  const days = timeline.series[0]?.perDay.length ?? 1;
  const mirrored = data.lang === "ar";
  const step = (width - 2 * SIDE) / days;
  /** @param {number} day */
  const x = (day) => {
    const at = SIDE + (day - timeline.dayStart) * step;
    return mirrored ? width - at : at;
  };
  const drawing = shape("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
  const picture = shape("g", { role: "img", "aria-label": `${timeline.label}. ${timeline.eventLabel}` });
  picture.append(...bands(windowsOf(data, choice), x), ...bars(timeline, perDay(data, choice), x, step), ...ticks(timeline, x, width));
  const label = choice.cut === timeline.eventDay ? timeline.eventLabel : isoDate(choice.cut);
  drawing.append(picture, ...event(label, x(choice.cut), width, mirrored));
  return { drawing, step, x };
}

/**
 * @param {Window[]} windows
 * @param {(day: number) => number} x
 */
function bands(windows, x) {
  return windows.map(({ start, stop }, i) => {
    const [a, b] = [x(start), x(stop)];
    const rect = { x: Math.min(a, b), y: TOP - 4, width: Math.abs(b - a), height: BASE - TOP + 4 };
    return shape("rect", { ...rect, class: `band band-${i % 2}` });
  });
}

/**
 * @param {Timeline} timeline
 * @param {number[][]} series strikes per day, in the order of the timeline's series
 * @param {(day: number) => number} x
 * @param {number} step
 */
function bars(timeline, series, x, step) {
  const most = tallest(timeline) || 1;
  const unit = (BASE - TOP) / most;
  const stacked = new Map();
  return timeline.series.flatMap(({ colour }, k) =>
    series[k].flatMap((n, i) => {
      if (!(n > 0)) return [];
      const below = stacked.get(i) ?? 0;
      stacked.set(i, below + n);
      const day = timeline.dayStart + i;
      const left = Math.min(x(day), x(day + 1)) + step * 0.1;
      const top = BASE - (below + n) * unit;
      const rect = { x: left, y: top, width: step * 0.8, height: n * unit, fill: colour };
      return [shape("rect", { ...rect, class: "bar" })];
    }),
  );
}

/**
 * @param {Timeline} timeline
 * @param {(day: number) => number} x
 * @param {number} width
 */
function ticks(timeline, x, width) {
  const base = shape("line", { x1: SIDE, x2: width - SIDE, y1: BASE, y2: BASE, class: "base" });
  let last = -Infinity;
  const labels = timeline.ticks.flatMap(([day, text]) => {
    const at = x(day);
    const mark = shape("line", { x1: at, x2: at, y1: BASE, y2: BASE + 4, class: "base" });
    const room = 34 + text.length * 3;
    if (Math.abs(at - last) < room) return [mark];
    last = at;
    return [mark, write(text, clamp(at, room / 2, width - room / 2), HEIGHT - 5, "middle", "tick")];
  });
  const most = String(Math.round(tallest(timeline) * 10) / 10);
  const level = shape("line", { x1: SIDE, x2: width - SIDE, y1: TOP, y2: TOP, class: "level" });
  const start = x(timeline.dayStart);
  return [base, level, write(most, start, TOP - 3, "start", "tick"), ...labels];
}

/**
 * @param {string} label
 * @param {number} at
 * @param {number} width
 * @param {boolean} mirrored
 */
function event(label, at, width, mirrored) {
  const line = shape("line", { x1: at, x2: at, y1: TOP - 8, y2: BASE + 4, class: "event" });
  const anchor = at > width * 0.6 ? "end" : at < width * 0.4 ? "start" : "middle";
  const physical = mirrored ? { start: "end", end: "start", middle: "middle" }[anchor] : anchor;
  return [line, write(label, at, 9, physical, "event-label")];
}

/**
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} anchor
 * @param {string} name
 */
function write(text, x, y, anchor, name) {
  const made = shape("text", { x, y, "text-anchor": anchor, class: name });
  made.textContent = text;
  return made;
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/**
 * The strip with its heading and the key to its colours, redrawn when the page gets wider.
 *
 * @param {Payload} data
 * @param {Timeline} timeline
 */
export function timelineFigure(data, timeline) {
  const frame = el("div", { class: "strip" });
  const key = el("ul", { class: "key" });
  for (const { label, colour } of timeline.series) {
    const dot = shape("svg", { width: 10, height: 10, "aria-hidden": "true" });
    dot.append(shape("rect", { width: 10, height: 10, fill: colour }));
    key.append(el("li", {}, dot, worded("span", label)));
  }
  let choice = everything(data);
  let move = /** @type {Move | null} */ (null);
  const play = movable(data) ? player(data, () => choice, (day) => move?.("cut", day)) : null;

  function again() {
    if (frame.clientWidth === 0) return;
    const { drawing, step, x } = strip(data, timeline, frame.clientWidth, choice);
    if (move && movable(data)) {
      const dayAt = /** @param {PointerEvent} event */ (event) => {
        const from = Math.abs(event.clientX - frame.getBoundingClientRect().left - x(timeline.dayStart));
        return timeline.dayStart + Math.round(from / step);
      };
      drawing.append(...handles(data, choice, x, dayAt, move));
    }
    const focused = document.activeElement?.getAttribute("data-edge");
    const within = frame.contains(document.activeElement);
    frame.replaceChildren(drawing);
    if (!within || !focused) return;
    /** @type {SVGElement | null} */ (frame.querySelector(`[data-edge="${focused}"]`))?.focus();
  }

  /** @type {(other: Choice, mover: Move) => void} */
  function draw(other, mover) {
    choice = other;
    move = mover;
    again();
  }

  frame.addEventListener("pointerdown", () => play?.stop());
  new ResizeObserver(again).observe(frame);
  const head = el("div", { class: "head" }, worded("h2", timeline.label), play?.button ?? null, key);
  return { section: el("section", { class: "timeline" }, head, frame), draw };
}
