/** The drawing of the strip: bands of the windows, bars of the days, ticks and the event. */

import { windowsOf } from "./choice.js";
import { dayText } from "./days.js";
import { shape } from "./elements.js";
import { BASE, HEIGHT, SIDE, TOP } from "./handles.js";
import { patternId } from "./zones.js";

/** @import {Payload, Timeline, View} from "./payload.d.ts" */
/** @import {Choice} from "./choice.js" */
/** @import {Window} from "./days.js" */
/**
 * Where the days of a strip lie.
 * @typedef {{width: number, step: number, x: (day: number) => number, mirrored: boolean}} Scale
 */

/** Bars narrower than this (px) have neither pattern nor edge, which would fill them. */
const NARROW = 5;
/** About the width (px) of a letter of a date, and between two dates. */
const [LETTER, APART] = [6.5, 8];
/** In WebKit only a mark of direction parts a name in a drawing from the number after it. */
const [ISOLATED, MARK] = ["\u2069", "\u200f"];

/**
 * @param {Payload} data
 * @param {Timeline} timeline
 * @param {number} width in px
 * @returns {Scale}
 */
export function scaleOf(data, timeline, width) {
  const days = timeline.views[0].series[0]?.perDay.length ?? 1;
  const mirrored = data.grammar.direction === "rtl";
  const step = (width - 2 * SIDE) / days;
  /** @param {number} day */
  const x = (day) => {
    const at = SIDE + (day - timeline.dayStart) * step;
    return mirrored ? width - at : at;
  };
  return { width, step, x, mirrored };
}

/**
 * @param {Payload} data
 * @param {Timeline} timeline
 * @param {Choice} choice
 * @param {Scale} scale
 * @param {{drawing: SVGElement, top: number}} drawn bars and the height of the strip in strikes
 * @returns {{drawing: SVGElement, move: () => void}} `move` follows another choice of windows
 */
export function strip(data, timeline, choice, scale, drawn) {
  const { width, x } = scale;
  const drawing = shape("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
  const picture = shape("g", { role: "img", "aria-label": `${timeline.label}. ${timeline.eventLabel}` });
  const [shaded, marked] = [shape("g"), shape("g")];
  picture.append(shaded, ...uncovered(timeline, x), drawn.drawing, ...ticks(timeline, scale, drawn.top));
  drawing.append(picture, marked);
  const move = () => {
    const label = choice.cut === timeline.eventDay ? timeline.eventLabel : dayText(choice.cut, data.grammar);
    shaded.replaceChildren(...bands(windowsOf(data, choice), x));
    marked.replaceChildren(...event(label, x(choice.cut), scale));
  };
  move();
  return { drawing, move };
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
 * Hatched days that the reports do not cover, each with a title that says so.
 *
 * @param {Timeline} timeline
 * @param {(day: number) => number} x
 */
function uncovered({ uncovered: holes, uncoveredLabel }, x) {
  return holes.map(([start, stop]) => {
    const [a, b] = [x(start), x(stop)].sort((one, other) => one - other);
    const lines = [];
    for (let at = a - (BASE - TOP); at < b; at += 6) {
      const [from, to] = [Math.max(at, a), Math.min(at + BASE - TOP, b)];
      if (to > from) lines.push(`M${round(from)} ${round(BASE - (from - at))}L${round(to)} ${round(BASE - (to - at))}`);
    }
    const hatch = shape("path", { d: lines.join(""), class: "uncovered" });
    const title = shape("title", {});
    title.textContent = uncoveredLabel;
    hatch.append(title);
    return hatch;
  });
}

/**
 * Whether the bars are too narrow for pattern and edge.
 *
 * @param {Scale} scale
 */
export function isNarrow({ step }) {
  return step * 0.8 < NARROW;
}

/**
 * The bars of all days: one path per series, stacked in their order.
 *
 * @param {Payload} data
 * @param {Timeline} timeline
 * @param {View} view
 * @param {ArrayLike<number>[]} sums strikes per day, in the order of the view's series
 * @param {Scale} scale
 * @returns {{drawing: SVGElement, top: number}} with the strikes of the fullest day, up to a whole number
 */
export function bars(data, timeline, view, sums, scale) {
  const { step, x } = scale;
  const top = highest(sums);
  const unit = (BASE - TOP) / top;
  const narrow = isNarrow(scale);
  const below = new Float64Array(sums[0]?.length ?? 0);
  const paths = view.series.map((series, k) => {
    const { edge, ...paint } = look(data, view, k, narrow);
    const path = [];
    for (let i = 0; i < below.length; i += 1) {
      const n = sums[k][i];
      if (!(n > 0)) continue;
      const day = timeline.dayStart + i;
      const left = Math.min(x(day), x(day + 1)) + step * 0.1 + edge / 2;
      const [foot, high] = [BASE - below[i] * unit - edge / 2, Math.max(n * unit - edge, 0.1)];
      path.push(`M${round(left)} ${round(foot)}v${round(-high)}h${round(step * 0.8 - edge)}v${round(high)}z`);
      below[i] += n;
    }
    return shape("path", { d: path.join(""), ...paint });
  });
  return { drawing: shape("g", {}, ...paths), top };
}

/** @param {ArrayLike<number>[]} sums */
export function highest(sums) {
  let most = 1;
  for (let i = 0; i < (sums[0]?.length ?? 0); i += 1) {
    let all = 0;
    for (const one of sums) all += one[i];
    most = Math.max(most, all);
  }
  return Math.ceil(Math.round(most * 1e4) / 1e4);
}

/**
 * The frame about the day of the strike that is open.
 *
 * @param {Scale} scale
 * @param {number} day
 */
export function dayMark({ x, step }, day) {
  const width = Math.max(step, 3);
  const left = Math.min(x(day), x(day + 1)) - (width - step) / 2;
  return shape("rect", { x: left, y: TOP - 2, width, height: BASE - TOP + 4, class: "pointed" });
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}

/**
 * How the bars of a series are painted; `edge` is the width of their edge in px.
 *
 * @param {Payload} data
 * @param {View} view
 * @param {number} index of the series
 * @param {boolean} narrow
 * @returns {{class: string, fill: string, stroke: string, "stroke-width": number, edge: number}}
 */
export function look(data, view, index, narrow) {
  const { colour, hollow, style } = view.series[index];
  const kind = `bar ${hollow ? "hollow" : style ? "ground" : "plain"}${narrow ? " narrow" : ""}`;
  const edged = !narrow && (hollow || style);
  const fill = edged ? (hollow ? "#FFFFFF" : `url(#${patternId(data, view.key, index)})`) : colour;
  return { class: kind, fill, stroke: edged ? colour : "none", "stroke-width": 1, edge: edged ? 1 : 0 };
}

/**
 * @param {Timeline} timeline
 * @param {Scale} scale
 * @param {number} most strikes of the fullest day
 */
function ticks(timeline, { width, x }, most) {
  const base = shape("line", { x1: SIDE, x2: width - SIDE, y1: BASE, y2: BASE, class: "base" });
  let last = { middle: -Infinity, room: 0 };
  const labels = timeline.ticks.flatMap(([day, text]) => {
    const at = x(day);
    const mark = shape("line", { x1: at, x2: at, y1: BASE, y2: BASE + 4, class: "base" });
    const room = APART + text.length * LETTER;
    const middle = clamp(at, room / 2, width - room / 2);
    if (Math.abs(middle - last.middle) < (room + last.room) / 2) return [mark];
    last = { middle, room };
    return [mark, write(text, middle, HEIGHT - 5, "middle", "tick")];
  });
  const level = shape("line", { x1: SIDE, x2: width - SIDE, y1: TOP, y2: TOP, class: "level" });
  const top = write(String(most), x(timeline.dayStart), TOP - 3, "start", "tick top");
  return [base, level, top, ...labels];
}

/**
 * @param {string} label
 * @param {number} at
 * @param {Scale} scale
 */
function event(label, at, { width, mirrored }) {
  const line = shape("line", { x1: at, x2: at, y1: TOP - 8, y2: BASE + 4, class: "event" });
  const anchor = at > width * 0.6 ? "end" : at < width * 0.4 ? "start" : "middle";
  const physical = mirrored ? { start: "end", end: "start", middle: "middle" }[anchor] : anchor;
  const said = mirrored ? label.replaceAll(ISOLATED, `${ISOLATED}${MARK}`) : label;
  return [line, write(said, at, 12, physical, "event-label")];
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
