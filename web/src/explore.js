/** The same drawing on a map that folium made. */

import { Control, DomEvent, tileLayer } from "leaflet";
import { el, webAddress, worded } from "./elements.js";
import { legend } from "./legend.js";
import { bytesOf } from "./packed.js";
import { addPanes, drawGround, drawPanel } from "./panel.js";
import { openPopup, openZonePopup } from "./popup.js";
import { payloadOf } from "./unpacked.js";
import { patterns } from "./zones.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {FeatureGroup, Map as LeafletMap} from "leaflet" */

let scopes = 0;

/**
 * @param {string} base64
 * @returns {Payload}
 */
function decoded(base64) {
  return payloadOf(new TextDecoder().decode(bytesOf(base64)));
}

/**
 * Background tiles with their attribution as text.
 *
 * @param {LeafletMap} map
 * @param {NonNullable<Payload["tiles"]>} tiles
 */
function background(map, { url, attribution, maxZoom }) {
  if (!webAddress(url)) return;
  const credit = el("span", {}, attribution).innerHTML;
  tileLayer(url, { maxZoom, attribution: credit }).addTo(map);
}

/**
 * The choice of panel, its words, and the legend.
 *
 * @param {LeafletMap} map
 * @param {Payload} data
 * @param {FeatureGroup[]} groups
 */
function card(map, data, groups) {
  const words = data.words;
  const box = el("div", { class: "strikemap-card", dir: data.grammar.direction });
  const choice = el("fieldset", {}, el("legend", { class: "unseen" }, words.show));
  const name = `strikemap-panel-${data.scope}`;
  const inputs = data.panels.map((panel, i) => {
    const input = /** @type {HTMLInputElement} */ (el("input", { type: "radio", name, value: i }));
    input.addEventListener("change", () => {
      groups.forEach((group, k) => (k === i ? group.addTo(map) : group.remove()));
    });
    const lines = panel.counts.map((line) => worded("span", line, "line"));
    const head = el("span", {}, worded("strong", panel.heading), " ", worded("span", panel.dates));
    choice.append(el("label", {}, input, el("span", {}, head, ...lines, worded("span", panel.zonesNote, "note"))));
    return input;
  });
  const show = () => groups.forEach((group, i) => (inputs[i].checked = map.hasLayer(group)));
  map.on("layeradd layerremove", show);
  show();
  const notes = data.notes.map((note) => worded("p", note.text, "note"));
  const more = el("details", {}, el("summary", {}, words.legend), ...legend(data), ...notes);
  box.append(worded("h2", data.title), choice, more);
  DomEvent.disableClickPropagation(box);
  DomEvent.disableScrollPropagation(box);
  return box;
}

/**
 * Draw a map's data on a folium map.
 *
 * @param {LeafletMap} map
 * @param {FeatureGroup[]} groups one per panel
 * @param {string} base64
 */
function explore(map, groups, base64) {
  const data = decoded(base64);
  data.scope = scopes += 1;
  addPanes(map);
  document.body.append(patterns(data));
  if (data.tiles) background(map, data.tiles);
  /** @type {(i: number, group: FeatureGroup) => ReturnType<typeof drawPanel>} */
  const draw = (i, group) => {
    const answers = {
      open: /** @type {import("./panel.js").Open} */ ((rows, row, at) => openPopup(map, data, rows, row, at)),
      tell: /** @param {import("./panel.js").Zone | null} zone */ (zone) => openZonePopup(map, data, zone),
    };
    const panel = drawPanel(map, data, i, answers, group);
    panel.show(data.marks.panel);
    return panel;
  };
  const ground = drawGround(map, data, !data.tiles).addTo(map);
  for (const panel of groups.map((group, i) => draw(i, group))) panel.arrange();
  document.title ||= data.title;
  const control = new Control({ position: "topright" });
  control.onAdd = () => card(map, data, groups);
  control.addTo(map);
  return ground;
}

/** @type {any} */ (globalThis).strikemapExplore = explore;
