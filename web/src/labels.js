/** Names on the map that never touch a mark or one another. */

import { Layer, setOptions } from "leaflet";
import { arrange, candidates } from "./arrange.js";
import { el } from "./elements.js";
import { covers } from "./geometry.js";

/** @import {LatLngBounds} from "leaflet" */
/** @import {Shape} from "./payload.d.ts" */
/** @import {Box} from "./arrange.js" */
/**
 * A name to be placed: zone names sit inside their shape or nowhere, towns beside their dot.
 * @typedef {{text: string, lat: number, lon: number, kind: "zone" | "cell" | "town" | "country", rank: number, shape?: Shape}} Name
 */

/** From this width in px a map has room for towns of the second rank. */
const WIDE = 440;

/** Shares of the width and height of a box at which it is tried against a shape. */
const TRIED = [0.5, 0.02, 0.98, 0.26, 0.74].flatMap((across) => [0.15, 0.85].map((down) => [across, down]));

/**
 * The sizes of names in px by kind and text, measured once however many maps show them.
 * @type {Map<string, [number, number]>}
 */
const SIZES = new Map();

/** A Leaflet layer of names, arranged anew at every zoom once it has been arranged at all. */
export class Labels extends Layer {
  /**
   * @param {Name[]} names
   * @param {string} pane
   * @param {{taken: () => Box[], within: LatLngBounds}} room what no label may touch, in
   *   layer points of the map, and the part of the world that it must stay in
   */
  constructor(names, pane, room) {
    super();
    setOptions(this, { pane });
    this.names = [...names].sort((a, b) => a.rank - b.rank);
    this.room = room;
    this.ready = false;
    /** Which places of names lie in their shapes, at one zoom. */
    this.tried = /** @type {Map<string, boolean>} */ (new Map());
    this.zoom = NaN;
    this.nodes = this.names.map((name) => {
      const label = el("span", {}, name.text);
      return el("div", { class: `strikemap-name ${name.kind}`, dir: "auto", "aria-hidden": "true" }, label);
    });
    this.dots = this.names.map((name) =>
      name.kind === "town" ? el("div", { class: "strikemap-town" }) : null,
    );
  }

  getEvents() {
    return { zoomstart: this.hide, zoomend: this.arrange, viewreset: this.arrange, resize: this.arrange };
  }

  onAdd() {
    const pane = /** @type {HTMLElement} */ (this.getPane());
    for (const node of this.dots) if (node) pane.append(node);
    pane.append(...this.nodes);
    if (this.ready) this.arrange();
    else this.hide();
    return this;
  }

  onRemove() {
    for (const node of [...this.nodes, ...this.dots]) node?.remove();
    return this;
  }

  /** Arrange, if the layer is on a map. */
  again() {
    this.ready = true;
    if (this._map) this.arrange();
  }

  hide() {
    for (const node of [...this.nodes, ...this.dots]) node?.classList.add("away");
  }

  arrange() {
    const map = this._map;
    const points = this.names.map((name) => map.latLngToLayerPoint([name.lat, name.lon]));
    const sizes = this.names.map((_, i) => this.sizeOf(i));
    const shown = this.names.map((name) => name.rank <= this.rankShown());
    const corner = map.latLngToLayerPoint(this.room.within.getNorthWest());
    const other = map.latLngToLayerPoint(this.room.within.getSouthEast());
    const wanted = this.names.map((name, i) => {
      const { x, y } = points[i];
      const places = shown[i] ? candidates(name.kind, x, y, sizes[i][0], sizes[i][1]) : [];
      const inside = /** @param {Box} p */ (p) =>
        p.x0 > corner.x && p.y0 > corner.y && p.x1 < other.x && p.y1 < other.y;
      const dot = this.dots[i] ? points[i] : undefined;
      const { shape } = name;
      const fits = shape && /** @type {(place: Box) => boolean} */ ((place) => this.lies(place, shape, i));
      return { candidates: places.filter(inside), dot, fits };
    });
    const taken = this.room.taken();
    let found = arrange(wanted, taken);
    if (!found.some((place, i) => place && this.isMain(i))) {
      // All dots of the main towns lie under marks: better a name beside a hidden dot than none.
      found = arrange(wanted.map((one, i) => (this.isMain(i) ? { candidates: one.candidates } : one)), taken);
    }
    found.forEach((place, i) => this.put(i, points[i], place));
  }

  /** @param {number} i */
  isMain(i) {
    return this.names[i].kind === "town" && this.names[i].rank <= 0;
  }

  /**
   * Whether a box lies inside a shape: tried along its edges, where zones are wider than letters.
   *
   * @param {Box} place
   * @param {Shape} shape
   * @param {number} i of the name
   */
  lies(place, shape, i) {
    const zoom = this._map.getZoom();
    if (zoom !== this.zoom) this.tried.clear();
    this.zoom = zoom;
    const { lat, lng } = this._map.layerPointToLatLng([place.x0, place.y0]);
    const key = `${i} ${lat.toFixed(5)} ${lng.toFixed(5)}`;
    const known = this.tried.get(key) ?? this.within(place, shape);
    this.tried.set(key, known);
    return known;
  }

  /**
   * @param {Box} place
   * @param {Shape} shape
   */
  within(place, shape) {
    return TRIED.every(([across, down]) => {
      const x = place.x0 + across * (place.x1 - place.x0);
      const { lat, lng } = this._map.layerPointToLatLng([x, place.y0 + down * (place.y1 - place.y0)]);
      return covers(shape, lat, lng);
    });
  }

  /** @param {number} i */
  sizeOf(i) {
    const key = `${this.names[i].kind} ${this.names[i].text}`;
    const known = SIZES.get(key);
    if (known) return known;
    const size = /** @type {[number, number]} */ ([this.nodes[i].offsetWidth, this.nodes[i].offsetHeight]);
    if (size[0]) SIZES.set(key, size);
    return size;
  }

  /** The rank of town that has room: 0 when the whole map is shown, more with every zoom. */
  rankShown() {
    const map = this._map;
    const more = map.getZoom() - map.getBoundsZoom(this.room.within);
    return Math.floor(more + (map.getSize().x < WIDE ? 0 : 1) + 0.01);
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
