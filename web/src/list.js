/** The strikes that are shown as a list beside the maps: as many rows as are in sight, no more. */

import { isoDate } from "./days.js";
import { el, said } from "./elements.js";
import { grouped } from "./sentences.js";
import { stepped } from "./steps.js";
import { boxOf, symbol } from "./symbols.js";
import { dateOf, titleOf } from "./texts.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Picked} from "./picked.js" */

/** Height of a row in px, and rows drawn beyond what is in sight. */
const [ROW, BEYOND] = [44, 4];
/** From this width in px on there is room beside the maps. */
const WIDE = 1080;

/**
 * @param {Payload} data
 * @param {(row: number, back: HTMLElement) => void} open what happens when a row is chosen
 * @param {Picked} picked
 * @returns {{box: HTMLElement, show: (panels: Int8Array) => void, point: (row: number) => void}}
 *   `point` marks the row of a strike that was opened on a map, -1 for none
 */
export function listing(data, open, picked) {
  const summary = el("summary");
  const scroller = el("div", { class: "rows", role: "listbox", tabindex: 0, "aria-label": data.words.list });
  const filler = el("div", { role: "presentation" });
  const box = /** @type {HTMLDetailsElement} */ (el("details", { class: "list" }, summary, scroller));
  scroller.append(filler);
  box.open = !data.packed && !data.compact && window.innerWidth >= WIDE;
  let order = /** @type {Int32Array | null} */ (null);
  let rows = new Int32Array();
  let panels = /** @type {Int8Array} */ (new Int8Array());
  let [at, stale] = [-1, true];

  /** The rows that are shown by their days, made anew when somebody looks. */
  function fill() {
    const { dayStart } = data.marks;
    order ??= Int32Array.from(panels.keys()).sort((a, b) => dayStart[a] - dayStart[b] || a - b);
    const pointed = rows[at];
    rows = order.filter((row) => panels[row] >= 0);
    at = pointed === undefined ? -1 : rows.indexOf(pointed);
    stale = false;
  }

  function draw() {
    if (!box.open) return;
    if (stale) fill();
    filler.style.height = `${rows.length * ROW}px`;
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW) - BEYOND);
    const last = Math.min(rows.length, first + Math.ceil(scroller.clientHeight / ROW) + 2 * BEYOND);
    const lines = [];
    for (let i = first; i < last; i += 1) lines.push(line(i));
    filler.replaceChildren(...lines);
    if (at >= first && at < last) scroller.setAttribute("aria-activedescendant", `strikemap-row-${at}`);
    else scroller.removeAttribute("aria-activedescendant");
  }

  /** @param {number} i */
  function line(i) {
    const row = rows[i];
    const style = data.markStyles[data.marks.style[row]];
    const date = dateOf(data, row) || isoDate(data.marks.dayStart[row]);
    const made = el(
      "div",
      { class: "row", role: "option", id: `strikemap-row-${i}`, "aria-selected": String(i === at) },
      symbol(style, false, boxOf(style)),
      el("span", { class: "unseen" }, style.label),
      el("span", { class: "words" }, said("span", titleOf(data, row)), said("span", date, "date")),
    );
    made.setAttribute("aria-setsize", String(rows.length));
    made.setAttribute("aria-posinset", String(i + 1));
    made.style.top = `${i * ROW}px`;
    if (picked.asked) {
      made.setAttribute("aria-checked", String(picked.has(row)));
      made.prepend(el("span", { class: "check" }));
    }
    made.addEventListener("click", (event) => {
      const check = event.target === made.querySelector(".check");
      if (picked.asked && (check || event.ctrlKey || event.metaKey)) toggle(i);
      else choose(i);
    });
    return made;
  }

  /** @param {number} i */
  function choose(i) {
    at = i;
    draw();
    open(rows[i], scroller);
  }

  /** @param {number} i */
  function toggle(i) {
    at = i;
    picked.toggle(rows[i]);
  }

  function reveal() {
    const top = at * ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + ROW > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + ROW - scroller.clientHeight;
    draw();
  }

  scroller.addEventListener("scroll", draw, { passive: true });
  scroller.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && at >= 0) {
      event.preventDefault();
      return event.key === " " && picked.asked ? toggle(at) : choose(at);
    }
    const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
    const next = sideways ? null : stepped(event.key, at, rows.length, false);
    if (next === null) return;
    event.preventDefault();
    at = next;
    reveal();
  });
  box.addEventListener("toggle", draw);
  picked.watch(() => {
    if (picked.asked) scroller.setAttribute("aria-label", `${data.words.list}. ${data.words.selectRow}`);
    draw();
  });
  new ResizeObserver(draw).observe(scroller);

  return {
    box,
    show(now) {
      panels = now;
      stale = true;
      let n = 0;
      for (let row = 0; row < now.length; row += 1) n += Number(now[row] >= 0);
      summary.textContent = `${data.words.list}: ${grouped(n, data.grammar)}`;
      draw();
    },
    point(row) {
      if (stale) fill();
      at = rows.indexOf(row);
      if (at >= 0 && box.open) reveal();
      else draw();
    },
  };
}
