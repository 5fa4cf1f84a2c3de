/** What follows when the reader moves the event or filters: maps, words, legend, table, address. */

import {
  computedRows,
  counted,
  everything,
  isWhole,
  limits,
  moved,
  panelsOf,
  read,
  rowsOf,
  windowsOf,
  written,
} from "./choice.js";
import { spanText } from "./days.js";
import { el, worded } from "./elements.js";
import { filters } from "./filters.js";
import { recount } from "./legend.js";
import { numbers, recounted } from "./numbers.js";
import { sheet } from "./sheet.js";
import { wordsOf } from "./words.js";

/** @import {Payload, View} from "./payload.d.ts" */
/** @import {Choice, Edge} from "./choice.js" */
/** @import {Place} from "./layouts.js" */
/**
 * The parts of the page that follow.
 * @typedef {{places: Place[], shows: ((rows: Int32Array) => void)[], tables: HTMLElement[],
 *   numbers: HTMLElement, strip: ((choice: Choice, acts: Acts) => void) | null}} Parts
 *
 * @typedef {(edge: Edge, day: number) => void} Move
 *
 * What the reader does on the strip: move an edge, or take it apart in another way.
 * @typedef {{move: Move, see: (view: View["key"]) => void}} Acts
 */

/**
 * @param {Payload} data
 * @param {Parts} parts
 * @returns {HTMLElement} the controls
 */
export function instrument(data, parts) {
  const choice = read(data, location.hash);
  let panels = panelsOf(data, choice);
  const saved = parts.places.map(({ counts }) => [...counts.childNodes]);

  function follow() {
    panels = panelsOf(data, choice);
    const whole = isWhole(data, choice);
    parts.shows.forEach((show, i) => show(rowsOf(panels, i)));
    parts.places.forEach((place, i) => {
      const said = whole ? saved[i] : countsLine(data, choice, panels, i);
      place.counts.replaceChildren(...said);
      place.dates.textContent = whole ? data.panels[i].dates : datesLine(data, choice, i);
    });
    recount(data, parts.tables, panels, whole);
    const rows = whole ? data.table.rows : computedRows(data, choice);
    parts.numbers.replaceChildren(rows ? numbers({ ...data.table, rows }) : recounted(data, choice, panels));
    parts.strip?.(choice, acts);
  }

  /** @type {Move} */
  function move(edge, day) {
    const [least, most] = limits(data, choice, edge);
    const kept = Math.min(most, Math.max(least, day));
    if (kept === choice[edge]) return;
    choice[edge] = kept;
    changed();
  }

  /** @type {Acts["see"]} */
  function see(view) {
    choice.view = view;
    parts.strip?.(choice, acts);
    address(written(data, choice));
  }

  const acts = { move, see };

  function changed() {
    follow();
    address(written(data, choice));
  }

  const controls = filters(data, choice, {
    changed,
    reset() {
      Object.assign(choice, everything(data));
      controls.refresh();
      changed();
    },
    async share() {
      try {
        await navigator.clipboard.writeText(location.href);
        return true;
      } catch {
        return false;
      }
    },
    download: () => offer(sheet(data, panels)),
  });
  window.addEventListener("hashchange", () => {
    Object.assign(choice, read(data, location.hash));
    controls.refresh();
    follow();
  });
  follow();
  controls.box.hidden = !Array.from(data.marks.panel).some((panel) => panel >= 0);
  return controls.box;
}

/**
 * @param {Payload} data
 * @param {Choice} choice
 * @param {Int8Array} panels
 * @param {number} panel
 */
function countsLine(data, choice, panels, panel) {
  const [all] = counted(data, panels, new Uint8Array(panels.length), 1);
  const { counted: n, apart } = all[panel];
  const nodes = /** @type {(Node | string)[]} */ ([worded("strong", `${n} ${wordsOf(data.lang).counted}`)]);
  const style = data.markStyles.find(({ key }) => key === "alternative");
  if (style && apart) nodes.push(" · ", worded("span", `${apart} ${style.label}`));
  return nodes;
}

/**
 * @param {Payload} data
 * @param {Choice} choice
 * @param {number} panel
 */
function datesLine(data, choice, panel) {
  if (!moved(data, choice)) return data.panels[panel].dates;
  const { start, stop } = windowsOf(data, choice)[panel];
  return spanText(start, stop - 1, data.months);
}

/**
 * Write a choice into the page's address, where the page has one of its own.
 *
 * @param {string} fragment
 */
function address(fragment) {
  try {
    history.replaceState(null, "", `#${fragment}`);
  } catch {
    // A page inside a frame of a notebook has no address that could be cited.
  }
}

/**
 * Offer a text as a file.
 *
 * @param {string} text
 */
function offer(text) {
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  const link = el("a", { href: url, download: "strikes.csv" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
