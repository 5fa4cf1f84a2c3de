/** The controls of a selection: loops on the maps, how many strikes are selected, and none again. */

import { el } from "./elements.js";
import { lasso, within } from "./lasso.js";
import { grouped } from "./sentences.js";

/** @import {Map as LeafletMap} from "leaflet" */
/** @import {Payload} from "./payload.d.ts" */
/** @import {Picked} from "./picked.js" */
/** @import {Spot} from "./lasso.js" */

/**
 * @param {Payload} data
 * @param {Picked} picked
 * @param {LeafletMap[]} maps
 * @param {{inside: (holds: (spot: Spot) => boolean) => number[], ring: (has: ((row: number) => boolean) | null) => void}[]} panels
 * @returns {HTMLElement} hidden until somebody reads the selection
 */
export function picker(data, picked, maps, panels) {
  const words = data.words;
  const loop = el("button", { type: "button", "aria-pressed": "false", title: words.drawLoop }, words.select);
  const none = el("button", { type: "button" }, words.selectNone);
  const told = el("span", { role: "status" });
  const box = el("div", { class: "picker", role: "group", "aria-label": words.selected }, loop, told, none);
  const draw = lasso(maps, (i, drawn) => picked.add(panels[i].inside((spot) => within(drawn, spot))));
  let on = false;

  /** @param {boolean} wanted */
  function turn(wanted) {
    on = wanted;
    loop.setAttribute("aria-pressed", String(on));
    draw(on);
  }

  function show() {
    const n = picked.rows().length;
    box.hidden = !picked.asked;
    told.textContent = on || n ? `${words.selected}: ${grouped(n, data.grammar)}` : "";
    none.hidden = n === 0;
    for (const { ring } of panels) ring(n ? picked.has : null);
  }

  loop.addEventListener("click", () => {
    turn(!on);
    show();
  });
  none.addEventListener("click", () => {
    loop.focus();
    picked.take([]);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && on) turn(false);
  });
  picked.watch(show);
  show();
  return box;
}
