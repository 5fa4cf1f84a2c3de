/** The part of the page's address that says what the reader has chosen, so that it can be cited. */

import { everything, limits, movable } from "./choice.js";
import { dayOf, isoDate } from "./days.js";
import { filterable } from "./sieve.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Choice, Edge} from "./choice.js" */

/**
 * The part of the page's address that says what was chosen.
 *
 * @param {Payload} data
 * @param {Choice} choice
 */
export function written(data, choice) {
  const parts = new URLSearchParams();
  if (movable(data)) {
    const { cut, start, stop } = everything(data);
    if (choice.cut !== cut) parts.set("event", isoDate(choice.cut));
    if (choice.start !== start) parts.set("from", isoDate(choice.start));
    if (choice.stop !== stop) parts.set("to", isoDate(choice.stop - 1));
  }
  if (choice.view !== everything(data).view) parts.set("strip", choice.view);
  if (choice.text) parts.set("text", choice.text);
  for (const { key, only, codes } of narrowed(data, choice)) {
    for (const code of codes) parts.append(`${only ? "show" : "hide"}-${key}`, code);
  }
  if (choice.look) parts.set("look", choice.look);
  const theme = globalThis.document?.documentElement.dataset.theme;
  if (theme) parts.set("theme", theme);
  return parts.toString();
}

/**
 * What is filtered, in as few texts as it takes: those left out, or the only ones shown.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @returns {{key: string, label: string, only: boolean, none: boolean, texts: string[], codes: string[]}[]}
 */
export function narrowed(data, choice) {
  if (![...choice.hidden.values()].some(({ size }) => size > 0)) return [];
  return filterable(data).flatMap(({ key, label, texts, codes }) => {
    const hidden = choice.hidden.get(key);
    if (!hidden?.size) return [];
    const left = texts.length - hidden.size;
    const only = left > 0 && left < hidden.size;
    const named = [...texts.keys()].filter((i) => hidden.has(i) !== only);
    return [{ key, label, only, none: left === 0, texts: named.map((i) => texts[i]), codes: named.map((i) => codes[i]) }];
  });
}

/**
 * Undo :func:`written`; whatever makes no sense for this map is left out.
 *
 * @param {Payload} data
 * @param {string} fragment
 * @returns {Choice}
 */
export function read(data, fragment) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const choice = everything(data);
  /** @type {[Edge, number][]} */
  const edges = [
    ["cut", dayOf(parts.get("event") ?? "")],
    ["start", dayOf(parts.get("from") ?? "")],
    ["stop", dayOf(parts.get("to") ?? "") + 1],
  ];
  for (const [edge, day] of movable(data) ? edges : []) {
    const [least, most] = limits(data, choice, edge);
    if (day >= least && day <= most) choice[edge] = day;
  }
  choice.view = data.timeline?.views.find(({ key }) => key === parts.get("strip"))?.key ?? choice.view;
  choice.text = (parts.get("text") ?? "").slice(0, 200);
  choice.look = (parts.get("look") ?? "").slice(0, 80);
  const asked = [...parts].filter(([name]) => /^(hide|show|no|only)-/.test(name));
  const columns = asked.length ? filterable(data) : [];
  for (const { key, texts, codes } of columns) {
    // by codes, or by texts as pages wrote at first
    const [no, only, noText, onlyText] = ["hide", "show", "no", "only"].map((kind) => parts.getAll(`${kind}-${key}`));
    const every = only.length + onlyText.length === 0;
    const left = /** @param {number} i */ (i) =>
      !no.includes(codes[i]) && !noText.includes(texts[i]) && (every || only.includes(codes[i]) || onlyText.includes(texts[i]));
    const hidden = [...texts.keys()].filter((i) => !left(i));
    if (hidden.length) choice.hidden.set(key, new Set(hidden));
  }
  const strange = asked.filter(([name, word]) => !columns.some((column) => knows(column, name, word)));
  choice.unknown.push(...strange.map(([, word]) => word.slice(0, 80)));
  return choice;
}

/**
 * Whether a column has the code or the text that a part of an address names.
 *
 * @param {import("./sieve.js").Filter} column
 * @param {string} name
 * @param {string} word
 */
function knows({ key, texts, codes }, name, word) {
  if (name === `hide-${key}` || name === `show-${key}`) return codes.includes(word);
  return (name === `no-${key}` || name === `only-${key}`) && texts.includes(word);
}

/**
 * The place (latitude, longitude, zoom) and the panel that an address asks for.
 *
 * @param {string} look
 * @returns {{place: [number, number, number] | null, panel: number}}
 */
export function lookOf(look) {
  const [lat, lng, zoom] = look.split("_").map(Number);
  const place = Math.abs(lat) <= 90 && Math.abs(lng) <= 360 && zoom >= 0 && zoom <= 20;
  const panel = /panel(\d+)$/.exec(look);
  return { place: place ? [lat, lng, zoom] : null, panel: panel ? Number(panel[1]) - 1 : 0 };
}
