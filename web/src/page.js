/** The saved page: reads its data block and draws it. */

import "./trusted.js";
import { CRS, latLng, tileLayer } from "leaflet";
import { openCard, openZone } from "./card.js";
import { el, said, scrolled, webAddress, worded } from "./elements.js";
import { LAYOUTS, place } from "./layouts.js";
import { looking } from "./look.js";
import { instrument } from "./instrument.js";
import { legend } from "./legend.js";
import { boundsOf, closer, emptyMap, fit } from "./frame.js";
import { framed, themed } from "./framed.js";
import { listing } from "./list.js";
import { calmMotion } from "./motion.js";
import { conversation } from "./notebook.js";
import { payloadSoon } from "./packed.js";
import { measure } from "./labels.js";
import { addPanes, drawGround, drawPanel, firstNames } from "./panel.js";
import { picking } from "./picked.js";
import { picker } from "./picker.js";
import { scale } from "./scale.js";
import { timelineFigure } from "./timeline.js";
import { together } from "./together.js";
import { button } from "./details.js";
import { patterns } from "./zones.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Map as LeafletMap} from "leaflet" */

/** @param {Payload} data */
function header(data) {
  const head = el("header", {}, worded("h1", data.title), worded("p", data.subtitle, "subtitle"));
  const server = data.tiles && webAddress(data.tiles.url);
  if (server) head.append(el("p", { class: "subtitle asks" }, `${data.words.asksServer} `, said("span", server.host)));
  return head;
}

/** @param {Payload} data */
function about(data) {
  const footer = el("footer", { "aria-label": data.words.about });
  for (const note of data.notes) footer.append(worded("p", note.text, `note ${note.kind === "caveat" ? "caveat" : ""}`));
  const facts = Object.entries(data.provenance);
  if (facts.length) {
    const list = el("dl", {}, ...facts.flatMap(([key, text]) => [said("dt", key), said("dd", text)]));
    footer.append(el("details", {}, el("summary", {}, data.words.provenance), list));
  }
  return footer;
}

/**
 * Zoom buttons: one set for all maps, since they move as one.
 *
 * @param {Payload} data
 * @param {LeafletMap} map
 */
function tools(data, map) {
  const words = data.words;
  const animate = !calmMotion();
  /** @param {[number, number, number, number]} extent */
  const show = (extent) => map.fitBounds(boundsOf(extent), { animate });
  const bar = el("div", { class: "tools", role: "group", "aria-label": words.maps });
  bar.append(button("+", words.zoomIn, () => closer(map, data)), button("−", words.zoomOut, () => map.zoomOut(1)));
  for (const { label, extent } of [{ label: words.wholeMap, extent: data.extent }, ...data.insets]) {
    const made = el("button", { type: "button", dir: "auto" }, label || words.closer);
    made.addEventListener("click", () => show(extent));
    bar.append(made);
  }
  return bar;
}

/**
 * @param {Payload} data
 * @param {HTMLElement} root
 */
function draw(data, root) {
  document.title = data.title;
  root.classList.toggle("compact", data.compact === true);
  const places = data.panels.map((_, i) => place(data, i));
  const maps = places.map(({ container }) => emptyMap(container, data));
  const stage = LAYOUTS[data.nowhere ? "dual" : data.layout](data, places);
  const words = data.words;
  const alt = worded("p", data.alt, "unseen");
  const tables = legend(data);
  const key = el("aside", { class: "key-column", "aria-label": words.legend });
  // a column for each of many periods is wider than a phone
  const several = data.panels.length > 3;
  const shown = tables.map((one, i) => (several && one.querySelector("thead") ? scrolled(one, data.legend[i].title) : one));
  key.append(...(data.compact ? [folded(words.legend, shown)] : shown));
  const column = el("div", { class: "column" }, stage);
  const strip = data.timeline ? timelineFigure(data, data.timeline) : null;
  if (strip) column.append(strip.section);
  const table = el("section", { class: "table", "aria-label": words.numbers });
  column.append(data.compact ? folded(words.numbers, [table]) : table);
  const one = stage.matches(".swipe, .toggle") ? "figure single" : "figure";
  const wide = data.panels.length > 3 && one === "figure" ? "figure wide" : one;
  const figure = el("main", { class: wide }, alt, column, key);
  root.style.setProperty("--aspect", String(aspect(data.extent)));
  const head = header(data);
  const notes = about(data);
  const host = window.parent === window ? el("div", { class: "opened" }) : null;
  if (host) key.prepend(host);
  const picked = picking();
  const list = listing(data, (row, back) => {
    const i = panelOf(row);
    const at = /** @type {[number, number]} */ ([data.marks.lat[row], data.marks.lon[row]]);
    if (data.marks.outside[row]) return;
    for (const input of stage.querySelectorAll(`input[name=strikemap-panel][value="${i}"]`)) {
      if (!(/** @type {HTMLInputElement} */ (input).checked)) /** @type {HTMLElement} */ (input).click();
    }
    maps[i].panInside(at, { padding: [40, 40], animate: !calmMotion() });
    openCard({ frame: places[i].frame, host, map: maps[i] }, data, [row], row, { at, node: back, offset: [0, 0] }, point);
  }, picked);
  root.replaceChildren(head, figure, data.compact ? folded(words.about, [notes]) : notes);
  document.body.append(patterns(data));
  const bounds = boundsOf(data.extent);
  /** @param {number} row */
  const point = (row) => {
    list.point(row);
    strip?.point(row < 0 ? null : data.marks.dayStart[row]);
  };
  /** @param {number} row */
  const panelOf = (row) => played.panelOf(row);
  // All that is read of the layout is read here, once, before maps and strip change it.
  maps.forEach(addPanes);
  measure(maps, firstNames(data));
  strip?.measure();
  const panels = maps.map((map, i) => {
    fit(map, bounds);
    if (data.tiles && webAddress(data.tiles.url)) {
      tileLayer(data.tiles.url, { maxNativeZoom: data.tiles.maxZoom, maxZoom: 24 }).addTo(map);
      places[i].frame.append(said("p", data.tiles.attribution, "credit"));
    }
    drawGround(map, data, !data.tiles).addTo(map);
    const where = { frame: places[i].frame, host, map };
    const panel = drawPanel(map, data, i, {
      open: (rows, row, anchor) => openCard(where, data, rows, row, anchor, point),
      tell: (zone) => openZone(where, data, zone),
    });
    panel.group.addTo(map);
    scale(map, places[i].frame, data);
    return panel;
  });
  const bar = el("div", { class: "bar" });
  /** @type {import("./instrument.js").Parts} */
  const parts = { bar, notes, head, alt, places, panels, tables, numbers: table, strip: strip?.draw ?? null, list };
  const played = instrument(data, parts);
  key.append(played.controls, list.box);
  list.box.hidden = played.controls.hidden;
  together(maps);
  stage.prepend(bar);
  if (maps.length && !data.nowhere) bar.prepend(tools(data, maps[0]), picker(data, picked, maps, panels));
  const choices = /** @type {HTMLInputElement[]} */ ([...stage.querySelectorAll("input[name=strikemap-panel]")]);
  if (maps.length) looking(stage, maps, choices, data, played);
  conversation(data, played, picked);
}

/**
 * @param {string} label
 * @param {HTMLElement[]} content
 */
function folded(label, content) {
  return el("details", { class: "folded" }, el("summary", {}, label), ...content);
}

/**
 * Width by height of an extent as the map draws it.
 *
 * @param {[number, number, number, number]} extent west, south, east, north
 */
function aspect([west, south, east, north]) {
  const a = CRS.EPSG3857.project(latLng(south, west));
  const b = CRS.EPSG3857.project(latLng(north, east));
  return Math.min(2.2, Math.max(0.6, (b.x - a.x) / (b.y - a.y)));
}

/** Read the data block and draw it. */
async function open() {
  themed(location.hash);
  document.documentElement.toggleAttribute("data-framed", window.parent !== window);
  const block = /** @type {HTMLElement} */ (document.getElementById("strikemap-data"));
  const data = await payloadSoon(block.textContent ?? "");
  draw(data, /** @type {HTMLElement} */ (document.getElementById("strikemap")));
  document.documentElement.dataset.strikemap = "drawn";
  framed();
}

void open();
