/** Names on the map that never touch a mark or one another. */

import { Layer, setOptions } from "leaflet";
import { GAP, arrange, box, candidates } from "./arrange.js";
import { el } from "./elements.js";

/** @import {Map as LeafletMap} from "leaflet" */
/** @import {Box} from "./arrange.js" */
/**
 * A name to be placed: zone names sit centred on their point or nearby, towns beside their dot.
 * @typedef {{text: string, lat: number, lon: number, kind: "zone" | "town", rank: number}} Name
 */

/** A Leaflet layer of names, arranged anew at every zoom. */
export class Labels extends Layer {
  /**
   * @param {Name[]} names
   * @param {string} pane
   * @param {(map: LeafletMap) => Box[]} obstacles in layer points of the map
   */
  constructor(names, pane, obstacles) {
    super();
    setOptions(this, { pane });
    this.names = [...names].sort((a, b) => a.rank - b.rank);
    this.obstacles = obstacles;
    this.nodes = this.names.map((name) => {
      const label = el("span", { dir: "auto" }, name.text);
      return el("div", { class: `strikemap-name ${name.kind}`, "aria-hidden": "true" }, label);
    });
    this.dots = this.names.map((name) =>
      name.kind === "town" ? el("div", { class: "strikemap-town" }) : null,
    );
  }

  getEvents() {
    return { zoomstart: this.hide, zoomend: this.arrange, viewreset: this.arrange };
  }

  onAdd() {
    const pane = /** @type {HTMLElement} */ (this.getPane());
    for (const node of this.dots) if (node) pane.append(node);
    pane.append(...this.nodes);
    this.arrange();
    return this;
  }

  onRemove() {
    for (const node of [...this.nodes, ...this.dots]) node?.remove();
    return this;
  }

  hide() {
    for (const node of [...this.nodes, ...this.dots]) node?.classList.add("away");
  }

  arrange() {
    const map = this._map;
    const points = this.names.map((name) => map.latLngToLayerPoint([name.lat, name.lon]));
    const sizes = this.nodes.map((node) => [node.offsetWidth, node.offsetHeight]);
    const dots = points.filter((_, i) => this.dots[i]).map((p) => box(p.x, p.y, GAP, GAP));
    const wanted = this.names.map((name, i) => ({
      candidates: candidates(name.kind, points[i].x, points[i].y, sizes[i][0], sizes[i][1]),
    }));
    const places = arrange(wanted, [...this.obstacles(map), ...dots]);
    places.forEach((place, i) => this.put(i, points[i], place));
  }

  /**
   * @param {number} i
   * @param {import("leaflet").Point} point
   * @param {Box | null} place
   */
  put(i, point, place) {
    const [node, dot] = [this.nodes[i], this.dots[i]];
    node.classList.toggle("away", place === null);
    if (place) node.style.transform = `translate(${place.x0}px, ${place.y0}px)`;
    if (!dot) return;
    dot.classList.toggle("away", place === null);
    dot.style.transform = `translate(${point.x - 2}px, ${point.y - 2}px)`;
  }
}
