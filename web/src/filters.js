/** The controls by which a reader chooses among the strikes. */

import { filterable } from "./sieve.js";
import { panelsOf } from "./choice.js";
import { el, said, worded } from "./elements.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Choice} from "./choice.js" */

/**
 * @param {Payload} data
 * @param {Choice} choice changed by the controls
 * @param {{changed: () => void, reset: () => void, share: () => Promise<boolean>, download: (kind: "csv" | "geojson") => string}} acts
 * @returns {{box: HTMLElement, refresh: () => void, changed: () => void}} `changed` takes back
 *   the word that the link of this view was copied
 */
export function filters(data, choice, acts) {
  const words = data.words;
  const search = /** @type {HTMLInputElement} */ (el("input", { type: "search", maxlength: 200 }));
  search.addEventListener("input", () => {
    choice.text = search.value;
    acts.changed();
  });
  const columns = /** @type {ReturnType<typeof values>[]} */ ([]);
  const status = el("span", { role: "status" });
  const share = plain(words.share, async () => {
    status.textContent = (await acts.share()) ? words.copied : location.href;
  });
  const inFrame = location.protocol === "about:";
  /** @param {"csv" | "geojson"} kind */
  const download = (kind) => {
    const text = acts.download(kind);
    status.textContent = text ? words.copyInstead : "";
    if (!text) return;
    const copy = /** @type {HTMLTextAreaElement} */ (el("textarea", { rows: 6, readonly: "", dir: "auto" }));
    copy.setAttribute("aria-label", words.copyInstead);
    copy.value = text;
    status.append(copy);
    copy.select();
  };
  const buttons = [
    plain(words.reset, acts.reset),
    plain(words.download, () => download("csv")),
    plain(words.downloadPoints, () => download("geojson")),
  ];
  if (!inFrame) buttons.splice(1, 0, share);
  const box = el(
    "details",
    { class: "filters" },
    el("summary", {}, words.filter),
    el("label", { class: "search" }, words.search, search),
    el("div", { class: "acts" }, ...buttons, status),
  );
  const refresh = () => {
    search.value = choice.text;
    for (const one of columns) one.refresh();
  };
  const fill = () => {
    columns.push(...filterable(data).map((column) => values(data, column, choice, acts.changed)));
    box.lastChild?.before(...columns.map((one) => one.box));
    refresh();
  };
  box.addEventListener("toggle", fill, { once: true }); // the texts of very many strikes take time
  const changed = () => {
    status.textContent = "";
    if (/** @type {HTMLDetailsElement} */ (box).open) for (const one of columns) one.refresh();
  };
  refresh();
  return { box, refresh, changed };
}

/**
 * @param {string} label
 * @param {() => void} act
 */
function plain(label, act) {
  const made = el("button", { type: "button" }, label);
  made.addEventListener("click", act);
  return made;
}

/**
 * The different texts of one column, to be ticked.
 *
 * @param {Payload} data
 * @param {ReturnType<typeof filterable>[number]} column
 * @param {Choice} choice
 * @param {() => void} changed
 */
function values(data, { key, label, texts, index }, choice, changed) {
  const found = tally(data, choice, texts.length, index);
  const words = data.words;
  /** @param {Iterable<number>} codes to be left out */
  const leave = (codes) => {
    choice.hidden.set(key, new Set(codes));
    refresh();
    changed();
  };
  const order = [...texts.keys()].sort((a, b) => found[b] - found[a]);
  const boxes = order.map((code) => {
    const input = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox" }));
    input.addEventListener("change", () => {
      const hidden = choice.hidden.get(key) ?? new Set();
      if (input.checked) hidden.delete(code);
      else hidden.add(code);
      choice.hidden.set(key, hidden);
      changed();
    });
    const count = el("span", { class: "n" }, String(found[code]));
    const only = plain(words.only, () => leave([...texts.keys()].filter((other) => other !== code)));
    only.setAttribute("aria-label", `${words.only}: ${texts[code] || "–"}`);
    const line = el("div", { class: "value" }, el("label", {}, input, said("span", texts[code] || "–")), only, count);
    return { code, input, line, count };
  });
  const all = plain(words.all, () => leave([]));
  const none = plain(words.none, () => leave(texts.keys()));
  const head = el("div", { class: "acts" }, all, none);
  const box = el("details", {}, worded("summary", label || words.markClass), head, ...boxes.map(({ line }) => line));
  const refresh = () => {
    const hidden = choice.hidden.get(key);
    const now = tally(data, choice, texts.length, index);
    for (const { code, input, count } of boxes) {
      input.checked = !hidden?.has(code);
      count.textContent = String(now[code]);
    }
    box.classList.toggle("used", Boolean(hidden?.size));
  };
  return { box, refresh };
}

/**
 * Strikes in the windows by code, whatever is filtered.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @param {number} size
 * @param {ArrayLike<number>} index
 */
function tally(data, choice, size, index) {
  const found = new Array(size).fill(0);
  const panels = panelsOf(data, { ...choice, text: "", hidden: new Map() });
  for (let row = 0; row < index.length; row += 1) if (panels[row] >= 0) found[index[row]] += 1;
  return found;
}
