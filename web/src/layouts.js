/** How the panels stand together: side by side, one over the other, or one at a time. */

import { el, worded } from "./elements.js";

/** @import {Payload} from "./payload.d.ts" */
/**
 * A panel before it has a map: the section with its words and the frame its map goes into.
 * @typedef {{section: HTMLElement, frame: HTMLElement, container: HTMLElement,
 *   title: HTMLElement, counts: HTMLElement, dates: HTMLElement}} Place
 */

/** How long a time-lapse shows one period. */
const STEP_MS = 1500;
/** Width in px of what the reader drags; the style sheet has the same. */
const THUMB = 40;

/**
 * Make the section of one panel.
 *
 * @param {Payload} data
 * @param {number} index
 * @returns {Place}
 */
export function place(data, index) {
  const panel = data.panels[index];
  const id = `strikemap-panel-${index}`;
  const dates = worded("span", panel.dates, "dates");
  const title = el("h2", { id }, worded("span", panel.heading), " ", dates);
  const [first, ...more] = panel.counts;
  const counts = el("p", { class: "counts" });
  if (first !== undefined) counts.append(worded("strong", first));
  for (const line of more) counts.append(" · ", worded("span", line));
  const container = el("div", { class: "map", dir: "ltr", role: "application" });
  container.setAttribute("aria-label", [panel.heading, panel.dates].filter(Boolean).join(", "));
  const frame = el("div", { class: "frame" }, container);
  if (data.nowhere) frame.replaceChildren(worded("p", data.words.nowhere, "nowhere"));
  if (panel.zonesNote) frame.append(worded("p", panel.zonesNote, "zones-note"));
  const section = el("section", { class: "panel", "aria-labelledby": id }, title, counts, frame);
  return { section, frame, container, title, counts, dates };
}

/** @type {Record<Payload["layout"], (data: Payload, places: Place[]) => HTMLElement>} */
export const LAYOUTS = { dual: beside, grid: beside, swipe, toggle, timelapse };

/**
 * @param {Payload} data
 * @param {Place[]} places
 */
function beside(data, places) {
  const several = data.layout === "grid" || places.length > 2 ? "grid" : "dual";
  const kind = places.length === 1 ? "single" : several;
  return el("div", { class: `maps ${kind}` }, ...places.map(({ section }) => section));
}

/**
 * The later map lies over the earlier one and is cut off at a line the reader moves.
 *
 * @param {Payload} data
 * @param {Place[]} places
 */
function swipe(data, places) {
  if (places.length !== 2) return toggle(data, places);
  const [first, second] = places;
  const range = { type: "range", min: 0, max: 100, step: 0.5, value: 50, class: "divider" };
  const slider = /** @type {HTMLInputElement} */ (
    el("input", { ...range, "aria-label": data.words.compare })
  );
  const rule = el("div", { class: "rule", "aria-hidden": "true" });
  const heads = el("div", { class: "heads" }, ...places.map(words));
  const stage = el("div", { class: "frame stage" }, first.container, second.container, rule, slider);
  for (const { frame } of places) stage.append(...frame.querySelectorAll(".zones-note"));
  second.container.classList.add("over");
  const cut = () => {
    const edge = `calc(${THUMB / 2}px + (100% - ${THUMB}px) * ${Number(slider.value) / 100})`;
    const back = `calc(${THUMB / 2}px + (100% - ${THUMB}px) * ${1 - Number(slider.value) / 100})`;
    const mirrored = data.grammar.direction === "rtl";
    second.container.style.clipPath = mirrored ? `inset(0 ${edge} 0 0)` : `inset(0 0 0 ${edge})`;
    rule.style.left = mirrored ? back : edge;
  };
  slider.addEventListener("input", cut);
  cut();
  first.frame = second.frame = stage;
  return el("div", { class: "maps swipe" }, heads, stage);
}

/**
 * The panels one after the other, by themselves or step by step.
 *
 * @param {Payload} data
 * @param {Place[]} places
 */
function timelapse(data, places) {
  const box = toggle(data, places);
  const words = data.words;
  const steps = /** @type {HTMLInputElement[]} */ ([...box.querySelectorAll("input")]);
  let timer = 0;
  const at = () => steps.findIndex((step) => step.checked);
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = words.play;
  };
  const next = () => {
    if (at() + 1 >= steps.length) return stop();
    steps[at() + 1].click();
  };
  const play = el("button", { type: "button", class: "play" }, words.play);
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (at() + 1 >= steps.length) steps[0].click();
    timer = window.setInterval(next, STEP_MS);
    play.textContent = words.pause;
  });
  box.querySelector("fieldset")?.addEventListener("pointerdown", (event) => {
    if (event.target !== play && timer) stop();
  });
  box.querySelector("fieldset")?.append(play);
  return box;
}

/** @param {Place} place */
function words({ section }) {
  const box = el("div", { class: "head" });
  box.append(...section.querySelectorAll("h2, .counts"));
  return box;
}

/**
 * One panel at a time, chosen by radio buttons.
 *
 * @param {Payload} data
 * @param {Place[]} places
 */
function toggle(data, places) {
  const choice = el("fieldset", { class: "choice" }, el("legend", {}, el("span", {}, data.words.show)));
  const box = el("div", { class: "maps toggle" }, choice);
  places.forEach(({ section }, i) => {
    const input = el("input", { type: "radio", name: "strikemap-panel", value: i });
    const select = () => {
      places.forEach((other, k) => other.section.classList.toggle("behind", k !== i));
    };
    input.addEventListener("change", select);
    if (i === 0) {
      /** @type {HTMLInputElement} */ (input).checked = true;
      select();
    }
    choice.append(el("label", {}, input, " ", worded("span", data.panels[i].heading)));
    box.append(section);
  });
  return box;
}
