/** Names on the map that never touch a mark or one another. */

import { Layer, setOptions } from "leaflet";
import { arrange, between, candidates, led, startOf } from "./arrange.js";
import { el } from "./elements.js";
import { boxAbout, covers } from "./geometry.js";

/** @import {LatLngBounds, Map as LeafletMap} from "leaflet" */
/** @import {Shape} from "./payload.d.ts" */
/** @import {Box} from "./arrange.js" */
/**
 * A name to be placed: towns beside their dot, zone names inside their shape, with a line that
 * leads to it from where `blank` says that no other zone is, or nowhere.
 * @typedef {{text: string, lat: number, lon: number, kind: "zone" | "cell" | "town" | "country", rank: number,
 *   shape?: Shape, blank?: (lat: number, lon: number) => boolean}} Name
 */

/** So many places for a name in several lines are tried: it is high, and soon far from its point. */
const NEAREST = 50;
/** From this width in px a map has room for towns of the second rank. */
const WIDE = 440;

/** What stands at a town, and leads to a zone.
 * @type {Record<string, string>} */
const DOTTED = { town: "strikemap-town", zone: "strikemap-leader" };

/** Shares of the width and height of a box at which it is tried against a shape. */
const [SIDES, LEVELS] = [[0.5, 0.02, 0.98, 0.26, 0.74], [0.15, 0.85]];

/**
 * Width and height of a name in one line, and in several.
 * @typedef {[number, number, number, number]} Size
 *
 * The sizes of names in px by kind and text, measured once however many maps show them.
 * @type {Map<string, Size>}
 */
const SIZES = new Map();

/** @param {Name} name */
function keyOf({ kind, text }) {
  return `${kind} ${text}`;
}

/** @param {Name} name */
function nodeOf({ kind, text }) {
  return el("div", { class: `strikemap-name ${kind} away`, dir: "auto", "aria-hidden": "true" }, el("span", {}, text));
}

/**
 * Note the size of a name that is laid out.
 *
 * @param {Name} name
 * @param {HTMLElement} node in one line
 * @param {HTMLElement} several in several
 */
function noted(name, { offsetWidth, offsetHeight }, several) {
  if (!offsetWidth) return;
  const narrow = /** @type {HTMLElement} */ (several.firstChild).getBoundingClientRect().width;
  SIZES.set(keyOf(name), [offsetWidth, offsetHeight, Math.ceil(narrow) + 2, several.offsetHeight]);
}

/**
 * Measure maps, and names whose size is not known, before any of them is drawn: one layout will do.
 *
 * @param {LeafletMap[]} maps
 * @param {Name[]} names
 */
export function measure(maps, names) {
  const wanted = new Map(names.filter((name) => !SIZES.has(keyOf(name))).map((name) => [keyOf(name), name]));
  const nodes = Array.from(wanted.values(), (name) => ({ name, one: nodeOf(name), several: nodeOf(name) }));
  for (const { name, several } of nodes) several.classList.toggle("wrapped", name.kind === "zone");
  maps[0]?.getPane("strikemap-names")?.append(...nodes.flatMap(({ one, several }) => [one, several]));
  for (const map of maps) map.getSize();
  for (const { name, one, several } of nodes) noted(name, one, several);
  for (const { one, several } of nodes) [one, several].forEach((node) => node.remove());
}

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
    this.all = [...names].sort((a, b) => a.rank - b.rank);
    /** Those that some zoom had room for so far, with their elements. */
    this.names = /** @type {Name[]} */ ([]);
    this.nodes = /** @type {HTMLElement[]} */ ([]);
    /** The dot of a town, the line that leads to a zone. */
    this.dots = /** @type {(HTMLElement | null)[]} */ ([]);
    this.room = room;
    this.ready = false;
    /** Which places of names lie in their shapes, at one zoom. */
    this.tried = /** @type {Map<string, boolean>} */ (new Map());
    this.zoom = NaN;
  }

  getEvents() {
    return { zoomstart: this.hide, zoomend: this.arrange, viewreset: this.arrange, resize: this.arrange };
  }

  onAdd() {
    this.attach(0);
    this.make(this.rankShown());
    if (this.ready) this.arrange();
    else this.hide();
    return this;
  }

  /**
   * Make the elements of the names up to a rank, those of villages only once a reader comes close.
   *
   * @param {number} rank
   */
  make(rank) {
    const start = this.names.length;
    while (this.names.length < this.all.length && this.all[this.names.length].rank <= rank) {
      const name = this.all[this.names.length];
      this.names.push(name);
      this.nodes.push(nodeOf(name));
      this.dots.push(name.kind in DOTTED ? el("div", { class: `${DOTTED[name.kind]} away` }) : null);
    }
    this.attach(start);
  }

  /** @param {number} start the first name whose elements come onto the map */
  attach(start) {
    const pane = /** @type {HTMLElement} */ (this.getPane());
    for (const node of this.dots.slice(start)) if (node) pane.append(node);
    pane.append(...this.nodes.slice(start));
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
    const least = this.rankShown();
    this.make(least);
    const points = this.names.map((name) => map.latLngToLayerPoint([name.lat, name.lon]));
    const sizes = this.measured();
    const corner = map.latLngToLayerPoint(this.room.within.getNorthWest());
    const other = map.latLngToLayerPoint(this.room.within.getSouthEast());
    const inside = /** @param {Box} p */ (p) =>
      p.x0 > corner.x && p.y0 > corner.y && p.x1 < other.x && p.y1 < other.y;
    const wanted = this.names.map((name, i) => {
      const [width, height, narrow, high] = sizes[i];
      const places = name.rank <= least ? candidates(name.kind, points[i].x, points[i].y, width, height) : [];
      if (name.kind === "zone" && high > height) {
        const several = candidates("zone", points[i].x, points[i].y, narrow, high).slice(0, NEAREST);
        places.push(...several.map((place) => ({ ...place, wrapped: true })));
      }
      const holds = name.shape && this.holding(name.shape);
      return {
        candidates: places.filter((place) => inside(place) && (!holds || holds(place))),
        dot: name.kind === "town" ? points[i] : undefined,
        fits: name.shape && /** @type {(place: Box) => boolean} */ ((place) => this.lies(place, name, i)),
      };
    });
    const taken = this.room.taken();
    const zones = [...this.names.keys()].filter((i) => this.names[i].kind === "zone");
    const alone = arrange(zones.map((i) => wanted[i]), taken);
    // What was not free for a zone alone is not free among all names.
    zones.forEach((i, k) => {
      const place = alone[k];
      wanted[i].candidates = place ? wanted[i].candidates.slice(wanted[i].candidates.indexOf(place)) : [];
    });
    for (const i of this.unnamed(zones, alone)) {
      const [width, height, narrow, high] = sizes[i];
      const [w, h] = high > height ? [narrow, high] : [width, height];
      wanted[i].candidates = led(points[i], w, h, high > height, (spot) => this.covered(i, spot)).filter(inside);
    }
    let found = arrange(wanted, taken);
    if (!found.some((place, i) => place && this.isMain(i))) {
      // All dots of the main towns lie under marks: better a name beside a hidden dot than none.
      found = arrange(wanted.map((one, i) => (this.isMain(i) ? { candidates: one.candidates } : one)), taken);
    }
    found.forEach((place, i) => this.put(i, points[i], place));
  }

  /**
   * The first zone of each name that stands in no zone.
   *
   * @param {number[]} zones
   * @param {(Box | null)[]} found the places of their names
   */
  unnamed(zones, found) {
    const told = new Set(zones.filter((_, k) => found[k]).map((i) => this.names[i].text));
    return zones.filter((i) => !told.has(this.names[i].text) && told.add(this.names[i].text));
  }

  /**
   * What is soon known of a place: whether the box about a shape holds what of it is tried.
   *
   * @param {Shape} shape
   * @returns {(place: Box) => boolean}
   */
  holding(shape) {
    const [west, south, east, north] = boxAbout(shape);
    const { x: left, y: top } = this._map.latLngToLayerPoint([north, west]);
    const { x: right, y: bottom } = this._map.latLngToLayerPoint([south, east]);
    return ({ x0, y0, x1, y1 }) => {
      const [over, under] = [(x1 - x0) * SIDES[1] + 1, (y1 - y0) * LEVELS[0] + 1]; // and a px, as points are whole
      return x0 + over >= left && x1 - over <= right && y0 + under >= top && y1 - under <= bottom;
    };
  }

  /**
   * Whether a zone has the ground at a spot of the map's layer.
   *
   * @param {number} i
   * @param {import("./arrange.js").Spot} spot
   */
  covered(i, { x, y }) {
    const { lat, lng } = this._map.layerPointToLatLng([x, y]);
    return covers(/** @type {Shape} */ (this.names[i].shape), lat, lng);
  }

  /** @param {number} i */
  isMain(i) {
    return this.names[i].kind === "town" && this.names[i].rank <= 0;
  }

  /**
   * Whether a place will do for the name of a zone: inside it, or off every other where a line
   * leads to it; tried along the edges, since zones are wider than letters.
   *
   * @param {Box} place
   * @param {Name} name
   * @param {number} i of the name
   */
  lies(place, { shape, blank = () => true }, i) {
    const map = this._map;
    const zoom = map.getZoom();
    if (zoom !== this.zoom) this.tried.clear();
    this.zoom = zoom;
    const [width, height] = [place.x1 - place.x0, place.y1 - place.y0];
    const spots = LEVELS.map((down) => map.layerPointToLatLng([place.x0, place.y0 + down * height]));
    const { lng: west } = spots[0];
    const across = map.layerPointToLatLng([place.x1, place.y1]).lng - west;
    const key = `${i} ${spots[0]} ${place.wrapped} ${!place.leader}`;
    const known = this.tried.get(key);
    if (known !== undefined) return known;
    /** @type {(lat: number, lng: number) => boolean} */
    const right = (lat, lng) => covers(/** @type {Shape} */ (shape), lat, lng) || (!!place.leader && blank(lat, lng));
    const along = place.leader ? between(startOf(place, place.leader), place.leader) : [];
    const found =
      SIDES.every((side) => spots.every(({ lat }) => right(lat, west + side * across))) &&
      along.every(({ x, y }) => {
        const { lat, lng } = map.layerPointToLatLng([x, y]);
        return right(lat, lng);
      });
    this.tried.set(key, found);
    return found;
  }

  /**
   * Width and height of every name, and of those of zones in several lines too.
   *
   * @returns {Size[]}
   */
  measured() {
    const keys = this.names.map(keyOf);
    if (!keys.every((key) => SIZES.has(key))) {
      measure([this._map], this.names);
    }
    return keys.map((key) => SIZES.get(key) ?? [0, 0, 0, 0]);
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
    node.classList.toggle("wrapped", place?.wrapped === true);
    node.style.width = place?.wrapped ? `${place.x1 - place.x0}px` : "";
    if (place) node.style.transform = `translate(${place.x0}px, ${place.y0}px)`;
    if (!dot) return;
    const town = this.names[i].kind === "town";
    dot.classList.toggle("away", town ? place === null : !place?.leader);
    if (town) dot.style.transform = `translate(${point.x - 2}px, ${point.y - 2}px)`;
    if (!place?.leader) return;
    const { x, y } = startOf(place, place.leader);
    const [dx, dy] = [place.leader.x - x, place.leader.y - y];
    dot.style.width = `${Math.hypot(dx, dy)}px`;
    dot.style.transform = `translate(${x}px, ${y}px) rotate(${Math.atan2(dy, dx)}rad)`;
  }
}
