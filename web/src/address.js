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
  for (const { key, only, texts } of narrowed(data, choice)) {
    for (const text of texts) parts.append(`${only ? "only" : "no"}-${key}`, text);
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
 * @returns {{key: string, label: string, only: boolean, none: boolean, texts: string[]}[]}
 */
export function narrowed(data, choice) {
  if (![...choice.hidden.values()].some(({ size }) => size > 0)) return [];
  return filterable(data).flatMap(({ key, label, texts }) => {
    const hidden = choice.hidden.get(key);
    if (!hidden?.size) return [];
    const left = texts.filter((_, code) => !hidden.has(code));
    const only = left.length > 0 && left.length < hidden.size;
    const named = only ? left : texts.filter((_, code) => hidden.has(code));
    return [{ key, label, only, none: left.length === 0, texts: named }];
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
  const asked = [...parts].filter(([name]) => /^(no|only)-/.test(name));
  const columns = asked.length ? filterable(data) : [];
  for (const { key, texts } of columns) {
    const [no, only] = [parts.getAll(`no-${key}`), parts.getAll(`only-${key}`)];
    const left = /** @param {string} text */ (text) => !no.includes(text) && (!only.length || only.includes(text));
    const hidden = [...texts.keys()].filter((code) => !left(texts[code]));
    if (hidden.length) choice.hidden.set(key, new Set(hidden));
  }
  for (const [name, text] of asked) {
    const column = columns.find(({ key }) => name === `no-${key}` || name === `only-${key}`);
    if (!column?.texts.includes(text)) choice.unknown.push(text.slice(0, 80));
  }
  return choice;
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
