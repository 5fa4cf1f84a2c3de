/** What a reader sees of one strike, and the way through the strikes of one point. */

import { el, link, said } from "./elements.js";
import { reportsOf, textOf, titleOf } from "./texts.js";

/** @import {Payload} from "./payload.d.ts" */

/**
 * One strike: title, class, fields, its reports with a link to each.
 *
 * @param {Payload} data
 * @param {number} row
 */
export function strike(data, row) {
  const style = data.markStyles[data.marks.style[row]];
  const fields = el("dl");
  for (const column of data.popups.columns) {
    const text = textOf(column, row);
    if (text) fields.append(el("div", {}, said("dt", column.label), said("dd", text)));
  }
  const address = textOf(data.popups.url, row);
  const reports = reportsOf(data, row);
  const listed = reports.some(({ url }) => url === address);
  return el(
    "div",
    { class: "strikemap-strike" },
    said("h3", titleOf(data, row)),
    said("p", style.label, "class"),
    fields,
    listed ? null : link(address, data.popups.urlLabel),
    reports.length ? list(data, reports) : null,
  );
}

/**
 * What a reader sees of one zone: name, side, date, source and what it is drawn from.
 *
 * @param {Payload} data
 * @param {number} layer
 * @param {number} zone
 * @param {() => void} close
 */
export function zoneDetails(data, layer, zone, close) {
  const { names, side, facts } = data.zoneLayers[layer];
  const words = data.words;
  const [date, source, basis] = facts?.known[facts.index[zone]] ?? ["", "", ""];
  const told = [
    [words.zoneSide, data.sides[side[zone]].label],
    [words.zoneDate, date],
    [words.zoneSource, source],
    [words.zoneBasis, basis],
  ];
  const fields = told.flatMap(([label, text]) => (text ? [el("div", {}, said("dt", label), said("dd", text))] : []));
  const closer = button("×", words.close, close);
  closer.classList.add("strikemap-close");
  const attributes = { dir: data.grammar.direction, tabindex: "-1", role: "group", "aria-label": names[zone] };
  return el(
    "div",
    { class: "strikemap-details of-zone", ...attributes },
    el("div", { class: "bar" }, said("h3", names[zone]), el("span", { class: "gap" }), closer),
    el("dl", {}, ...fields),
  );
}

/**
 * Every report of a strike, under a heading.
 *
 * @param {Payload} data
 * @param {ReturnType<typeof reportsOf>} reports
 */
function list(data, reports) {
  const heading = data.words.reports;
  const items = reports.map(({ source, date, title, url, archive }) => {
    const open = link(url, title || data.popups.urlLabel);
    const copy = archive ? link(archive, data.words.archived) : null;
    const head = el("div", {}, said("span", source), " ", said("span", date, "date"));
    return el("li", {}, head, open ?? (title ? said("span", title) : null), copy && el("div", {}, copy));
  });
  return el(
    "div",
    { class: "reports" },
    el("p", { class: "heading", "aria-hidden": "true" }, heading),
    el("ul", { "aria-label": heading }, ...items),
  );
}

/**
 * The strikes of one point, one at a time.
 *
 * @param {Payload} data
 * @param {number[]} rows
 * @param {number} first
 * @param {() => void} close
 * @param {(row: number) => void} [point] told which strike is shown
 */
export function details(data, rows, first, close, point) {
  const words = data.words;
  const dir = data.grammar.direction;
  const box = el("div", { class: "strikemap-details", dir, tabindex: "-1", role: "group" });
  const body = el("div");
  const place = el("span", { "aria-live": "polite" });
  let at = rows.indexOf(first);

  /** @param {number} step */
  function show(step) {
    at = (at + step + rows.length) % rows.length;
    body.replaceChildren(strike(data, rows[at]));
    box.setAttribute("aria-label", titleOf(data, rows[at]));
    place.textContent = `${at + 1} ${words.of} ${rows.length}`;
    point?.(rows[at]);
  }

  const closer = button("×", words.close, () => close());
  const bar = el("div", { class: "bar" });
  if (rows.length > 1) {
    bar.append(button("‹", words.previous, () => show(-1)), place);
    bar.append(button("›", words.next, () => show(1)));
  }
  bar.append(el("span", { class: "gap" }), closer);
  closer.classList.add("strikemap-close");
  show(0);
  box.append(bar, body);
  return box;
}

/**
 * @param {string} sign
 * @param {string} label
 * @param {() => void} act
 */
export function button(sign, label, act) {
  const made = el("button", { type: "button", "aria-label": label, title: label }, sign);
  made.addEventListener("click", (event) => {
    event.stopPropagation();
    act();
  });
  return made;
}
