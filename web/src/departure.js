/** What a view shows otherwise than the saved map: said in a line over the maps, with the way back. */

import { narrowed } from "./address.js";
import { everything, moved } from "./choice.js";
import { dayText } from "./days.js";
import { el, said } from "./elements.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Choice} from "./choice.js" */

/**
 * @param {Payload} data
 * @param {() => void} reset
 * @param {HTMLElement} away what gets the focus when the way back has been taken
 * @returns {{box: HTMLElement, show: (choice: Choice, whole: boolean) => void}}
 */
export function departure(data, reset, away) {
  const words = data.words;
  const list = el("ul");
  const back = el("button", { type: "button" }, words.reset);
  back.addEventListener("click", reset);
  const head = el("p", {}, `${words.differs}: `);
  const told = el("div", { class: "told" }, head, list);
  const box = el("div", { class: "departure whole", role: "status" }, told, back);

  /** @type {(choice: Choice, whole: boolean) => void} */
  function show(choice, whole) {
    if (whole && box.contains(document.activeElement)) away.focus({ preventScroll: true });
    list.replaceChildren(...departures(data, choice).map((text) => said("li", text)));
    box.classList.toggle("whole", whole);
  }
  return { box, show };
}

/**
 * One text for each thing that is otherwise.
 *
 * @param {Payload} data
 * @param {Choice} choice
 */
export function departures(data, choice) {
  const words = data.words;
  const { cut, start, stop } = everything(data);
  const found = [];
  if (moved(data, choice)) {
    if (choice.cut !== cut) found.push(`${words.cutOn} ${dayText(choice.cut, data.grammar)}`);
    if (choice.start !== start) found.push(`${words.from} ${dayText(choice.start, data.grammar)}`);
    if (choice.stop !== stop) found.push(`${words.to} ${dayText(choice.stop - 1, data.grammar)}`);
  }
  for (const { label, only, none, texts } of narrowed(data, choice)) {
    if (none) {
      found.push(`${label || words.markClass}: ${words.none}`);
      continue;
    }
    const named = texts.map((text) => text || "–").join(data.grammar.list);
    found.push(`${label || words.markClass}: ${only ? words.onlyThese : words.without} ${named}`);
  }
  for (const text of choice.unknown.slice(0, 5)) found.push(`${words.unknown}: ${text}`);
  if (choice.text.trim()) found.push(`${words.searched}: ${choice.text.trim()}`);
  return found;
}
