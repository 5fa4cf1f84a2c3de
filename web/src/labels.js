/** Names on the map that never touch a mark or one another. */

import { Layer, setOptions } from "leaflet";
import { el } from "./elements.js";

/** @import {Map as LeafletMap} from "leaflet" */
/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Box */
/**
 * A name to be placed: zone names sit centred on their point or nearby, towns beside their dot.
 * @typedef {{text: string, lat: number, lon: number, kind: "zone" | "town", rank: number}} Name
 */

const GAP = 3;

/**
 * @param {Box} a
 * @param {Box} b
 */
export function overlap(a, b) {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

/**
 * Places a label of a size may take about a point, the best first.
 *
 * @param {"zone" | "town"} kind
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @returns {Box[]}
 */
export function candidates(kind, x, y, width, height) {
  const [w, h] = [width / 2, height / 2];
  const away = kind === "town" ? GAP + 3 : 0;
  const shifts =
    kind === "town"
      ? [
          [w + away, 0],
          [-w - away, 0],
          [0, -h - away],
          [0, h + away],
          [w + away, -h],
          [w + away, h],
          [-w - away, -h],
          [-w - away, h],
        ]
      : [
          [0, 0],
          [0, -1.6 * height],
          [0, 1.6 * height],
          [0.5 * width, 0],
          [-0.5 * width, 0],
        ];
  return shifts.map(([dx, dy]) => box(x + dx, y + dy, w, h));
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @returns {Box}
 */
function box(x, y, w, h) {
  return { x0: x - w, y0: y - h, x1: x + w, y1: y + h };
}

/**
 * Give each label the first place that is free; null where there is none.
 *
 * @param {{candidates: Box[]}[]} wanted the most important first
 * @param {Box[]} taken boxes that no label may touch
 * @returns {(Box | null)[]}
 */
export function arrange(wanted, taken) {
  const used = [...taken];
  return wanted.map((label) => {
    const free = label.candidates.find((place) => !used.some((other) => overlap(place, other)));
    if (free) used.push(free);
    return free ?? null;
  });
}

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
