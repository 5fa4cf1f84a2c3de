/** What follows when the reader moves the event or filters: maps, words, legend, table, address. */

import { read, written } from "./address.js";
import { closeUnless } from "./card.js";
import { computedRows, counted, everything, isWhole, limits, moved, panelsOf, windowsOf } from "./choice.js";
import { dayText, spanText } from "./days.js";
import { departure } from "./departure.js";
import { el, worded } from "./elements.js";
import { filters } from "./filters.js";
import { guarded } from "./framed.js";
import { recount } from "./legend.js";
import { MARKS_MOST } from "./marks.js";
import { numbers, recounted } from "./numbers.js";
import { points } from "./points.js";
import { counted as plural, filled } from "./sentences.js";
import { sheet } from "./sheet.js";

/** @import {Payload, View} from "./payload.d.ts" */
/** @import {Choice, Edge} from "./choice.js" */
/** @import {Place} from "./layouts.js" */
/**
 * The parts of the page that follow; `head` holds the title and the line under it, `alt` the
 * picture in words.
 * @typedef {{bar: HTMLElement, notes: HTMLElement, head: HTMLElement, alt: HTMLElement, places: Place[],
 *   panels: {show: (panels: ArrayLike<number>, hurried?: boolean) => void, arrange: () => void}[], tables: HTMLElement[],
 *   numbers: HTMLElement, strip: ((choice: Choice, acts: Acts, tally: string, hurried?: boolean) => void) | null,
 *   list: {show: (panels: Int8Array) => void}}} Parts
 *
 * @typedef {(edge: Edge, day: number) => void} Move
 *
 * What the reader does on the strip: move an edge, or take it apart in another way.
 * @typedef {{move: Move, see: (view: View["key"]) => void}} Acts
 *
 * The controls; `looked` takes note of what part of the map is shown, `onLook` says whom to
 * tell when an address asks for another, `take` does what an address asks, `onChange` says whom
 * to tell of everything that the reader chooses.
 * @typedef {{controls: HTMLElement, choice: Choice, panelOf: (row: number) => number, looked: (look: string) => void,
 *   onLook: (act: () => void) => void, take: (fragment: string) => void,
 *   onChange: (act: () => void) => void}} Played
 */

/** Below this width in px the page is that of a phone; the style sheet has the same. */
const NARROW = 700;
/** Words, list and table of very many strikes wait so long (ms) for a hand to rest. */
const REST = 120;

/**
 * @param {Payload} data
 * @param {Parts} parts
 * @returns {Played}
 */
export function instrument(data, parts) {
  const choice = read(data, location.hash);
  let panels = panelsOf(data, choice);
  const many = data.marks.lon.length > MARKS_MOST;
  let [hurried, resting] = [0, 0];
  const saved = parts.places.map(({ counts }) => [...counts.childNodes]);

  function follow() {
    panels = panelsOf(data, choice);
    const whole = isWhole(data, choice);
    titles(data, choice, parts.head);
    view.show(choice, whole);
    if (whole) ofSaved.remove();
    else parts.notes.prepend(ofSaved);
    for (const { show } of parts.panels) show(panels);
    for (const { arrange } of parts.panels) arrange();
    parts.places.forEach(({ frame }, i) => closeUnless(frame, (row) => panels[row] === i));
    heads(whole);
    parts.alt.textContent = whole ? data.alt : inWords(parts);
    recount(data, parts.tables, panels, whole);
    const rows = whole ? data.table.rows : computedRows(data, choice);
    parts.numbers.replaceChildren(rows ? numbers({ ...data.table, rows }) : recounted(data, choice, panels));
    parts.strip?.(choice, acts, tally());
    parts.list.show(panels);
  }

  /** What of very many strikes follows a hand that drags: marks, counts and strip; the rest when it rests. */
  function hurry() {
    panels = panelsOf(data, choice);
    for (const { show } of parts.panels) show(panels, true);
    heads(false);
    parts.strip?.(choice, acts, tally(), true);
    clearTimeout(resting);
    resting = window.setTimeout(changed, REST);
  }

  /** @param {boolean} whole */
  function heads(whole) {
    const [all] = whole ? [] : counted(data, panels, new Uint8Array(panels.length), 1);
    parts.places.forEach((place, i) => {
      const said = whole ? saved[i] : countsLine(data, all[i], panels, i);
      place.counts.replaceChildren(...said);
      place.dates.textContent = whole ? data.panels[i].dates : datesLine(data, choice, i);
    });
  }

  /** What each panel counts, beside the handles that change it. */
  function tally() {
    return parts.places.map(({ counts }, i) => `${data.panels[i].heading}: ${counts.textContent}`).join("\n");
  }

  /** @type {Move} */
  function move(edge, day) {
    const [least, most] = limits(data, choice, edge);
    const kept = Math.min(most, Math.max(least, day));
    if (kept === choice[edge]) return;
    choice[edge] = kept;
    if (!many) return changed();
    cancelAnimationFrame(hurried);
    hurried = requestAnimationFrame(hurry);
  }

  /** @type {Acts["see"]} */
  function see(view) {
    choice.view = view;
    controls.changed();
    parts.strip?.(choice, acts, tally());
    told();
  }

  const acts = { move, see };

  function changed() {
    cancelAnimationFrame(hurried);
    clearTimeout(resting);
    still(follow);
    controls.changed();
    told();
  }

  function told() {
    address(written(data, choice));
    heard();
  }

  function reset() {
    Object.assign(choice, { ...everything(data), look: choice.look });
    controls.refresh();
    changed();
  }

  const title = /** @type {HTMLElement} */ (parts.head.querySelector("h1"));
  title.tabIndex = -1;
  const view = departure(data, reset, title);
  parts.bar.append(view.box);
  const ofSaved = el("p", { class: "note" }, data.words.notesOfSaved);
  const controls = filters(data, choice, {
    changed,
    reset,
    async share() {
      try {
        await navigator.clipboard.writeText(location.href);
        return true;
      } catch {
        return false;
      }
    },
    download: (kind) => {
      if (kind === "csv") return offer(`\ufeff${sheet(data, panels)}`, "text/csv;charset=utf-8", "strikes.csv");
      return offer(points(data, panels), "application/geo+json", "strikes.geojson");
    },
  });
  let [again, heard] = [() => {}, () => {}];
  /** @param {string} fragment */
  function take(fragment) {
    Object.assign(choice, read(data, fragment));
    controls.refresh();
    follow();
    again();
  }
  window.addEventListener("hashchange", () => take(location.hash));
  follow();
  controls.box.hidden = !Array.from(data.marks.panel).some((panel) => panel >= 0);
  return {
    controls: controls.box,
    choice,
    panelOf: (row) => panels[row],
    looked(look) {
      if (look === choice.look) return;
      choice.look = look;
      controls.changed();
      told();
    },
    onLook: (act) => (again = act),
    take,
    onChange: (act) => (heard = act),
  };
}

/**
 * Do something that may move the page, and on a phone keep the strip of days, and a hand on it, where
 * it was.
 *
 * @param {() => void} act
 */
function still(act) {
  const strip = window.innerWidth < NARROW && document.activeElement?.closest(".timeline");
  if (!strip) return act();
  const top = () => strip.getBoundingClientRect().top;
  const was = top();
  act();
  const moved = top() - was;
  if (moved && window.scrollY > 0) window.scrollBy({ top: moved, behavior: "instant" });
}

/**
 * What is shown in words, for those who cannot see it.
 *
 * @param {Parts} parts
 */
function inWords({ head, places }) {
  const title = head.querySelector("h1")?.textContent;
  const panels = places.map(({ title: heading, counts }) => `${heading.textContent}: ${counts.textContent}`);
  return [title, ...panels].join(". ");
}

/**
 * Let title and subtitle say the days that are shown, where their words are ours.
 *
 * @param {Payload} data
 * @param {Choice} choice
 * @param {HTMLElement} head
 */
function titles(data, choice, head) {
  const { title, subtitle } = titlesOf(data, choice);
  /** @type {HTMLElement} */ (head.querySelector("h1")).textContent = title;
  /** @type {HTMLElement} */ (head.querySelector(".subtitle")).textContent = subtitle;
  document.title = title;
}

/**
 * @param {Payload} data
 * @param {Choice} choice
 */
export function titlesOf(data, choice) {
  const { sentences, grammar } = data;
  if (!sentences || !moved(data, choice)) return { title: data.title, subtitle: data.subtitle };
  const days = windowsOf(data, choice).map(({ start, stop }) => plural(sentences.days, stop - start, grammar));
  const slots = { day: dayText(choice.cut, data.grammar), before: days[0], after: days[1] };
  const other = choice.cut !== everything(data).cut;
  return {
    title: other && sentences.title.length ? filled(sentences.title, slots, grammar) : data.title,
    subtitle: filled(other ? sentences.moved : sentences.subtitle, slots, grammar),
  };
}

/**
 * @param {Payload} data
 * @param {import("./choice.js").Count} count of the panel
 * @param {Int8Array} panels
 * @param {number} panel
 */
function countsLine(data, { counted: n, apart }, panels, panel) {
  const { sentences, grammar } = data;
  if (!sentences) return [];
  const nodes = /** @type {(Node | string)[]} */ ([worded("strong", plural(sentences.counts, n, grammar))]);
  if (sentences.apart.length) nodes.push(" · ", worded("span", filled(sentences.apart, { n: apart }, grammar)));
  let [outside, of] = [0, 0];
  for (let row = 0; row < panels.length; row += 1) {
    if (panels[row] !== panel) continue;
    of += 1;
    outside += data.marks.outside[row];
  }
  if (outside) nodes.push(" · ", worded("span", filled(sentences.outside, { n: outside, of }, grammar)));
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
  return spanText(start, stop - 1, data.grammar);
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
 * @param {string} type
 * @param {string} name
 * @returns {string} the text where it may not come to be a file, else ""
 */
function offer(text, type, name) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
  return guarded() ? text.replace("\ufeff", "") : "";
}
