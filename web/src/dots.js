/** Very many strikes of one panel, painted pixel by pixel on a canvas. */

import { DomUtil, Layer, point, setOptions } from "leaflet";
import { rowsOf } from "./choice.js";
import { el } from "./elements.js";
import { opacity, pixels, shade } from "./pixels.js";
import { counted } from "./sentences.js";
import { stepped } from "./steps.js";
import { dateOf, titleOf } from "./texts.js";

/** @import {Marks, MarkStyle, Payload} from "./payload.d.ts" */
/** @import {LeafletMouseEvent} from "leaflet" */
/** @import {Open} from "./panel.js" */

/** The canvas reaches this share of the map's size beyond its frame, for panning. */
const BEYOND = 0.2;
/** Strikes nearer to the edge of the canvas than this (px) are not painted. */
const EDGE = 20;
/** How far (px) from a mark a click may be, and how many marks one click opens. */
const REACH = 8;
const TOGETHER = 50;
/** Radius (px) of the ring about a strike that was selected. */
const RING = 5;
const RINGS_MOST = 2000;

/** @type {WeakMap<Marks, {x: Float64Array, y: Float64Array}>} */
const PROJECTED = new WeakMap();

/**
 * Places in the square of the world, 0 to 1 (EPSG:3857), computed once.
 *
 * @param {Marks} marks
 */
function projected(marks) {
  const known = PROJECTED.get(marks);
  if (known) return known;
  const { lon, lat } = marks;
  const x = new Float64Array(lon.length);
  const y = new Float64Array(lon.length);
  for (let i = 0; i < lon.length; i += 1) {
    const sine = Math.sin((lat[i] * Math.PI) / 180);
    x[i] = (lon[i] + 180) / 360;
    y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }
  PROJECTED.set(marks, { x, y });
  return { x, y };
}

/** @type {WeakMap<Payload, {style: number, rows: Int32Array}[]>} */
const ORDERED = new WeakMap();

/**
 * The strikes that can be drawn, by style in the order of painting, sorted once.
 *
 * @param {Payload} data
 */
function ordered(data) {
  const known = ORDERED.get(data);
  if (known) return known;
  const { style, outside } = data.marks;
  const order = [...data.markStyles.keys()].sort((a, b) => data.markStyles[a].z - data.markStyles[b].z);
  const made = order.map((one) => ({ style: one, rows: rowsOf(style, one, outside) })).filter(({ rows }) => rows.length);
  ORDERED.set(data, made);
  return made;
}

/** A Leaflet layer of dots. */
export class Dots extends Layer {
  /**
   * @param {Payload} data
   * @param {number} panel
   * @param {string} pane
   * @param {Open} open
   */
  constructor(data, panel, pane, open) {
    super();
    setOptions(this, { pane });
    this.data = data;
    this.panel = panel;
    this.open = open;
    this.world = projected(data.marks);
    this.order = ordered(data);
    /** The panel of each strike, how many are in this one, and these, once somebody asks. */
    this.panels = /** @type {ArrayLike<number>} */ ([]);
    this.count = 0;
    this.rows = /** @type {Int32Array | null} */ (null);
    /** Where each strike lies on the canvas, as long as the view is the same; -1 beyond it. */
    this.spots = /** @type {{view: string, at: Int32Array[]}} */ ({ view: "", at: [] });
    this.picture = /** @type {ImageData | null} */ (null);
    this.depth = new Uint16Array();
    this.drawing = 0;
    this.canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { class: "strikemap-dots" }));
    this.canvas.setAttribute("role", "application");
    this.canvas.tabIndex = 0;
    this.canvas.addEventListener("keydown", (event) => this.pressed(event));
    this.canvas.addEventListener("blur", () => this.ring.remove());
    this.canvas.addEventListener("focus", () => this.at >= 0 && this.point());
    this.ring = el("div", { class: "strikemap-finger" });
    /** @type {((row: number) => boolean) | null} */
    this.picked = null;
    /** The strike that the keyboard has come to, as a place in the list of rows. */
    this.at = -1;
    this.pointed = 0;
  }

  /**
   * Show the strikes of this panel.
   *
   * @param {ArrayLike<number>} panels of all strikes
   * @param {boolean} hurried draw what is in sight at once, and say nothing yet
   */
  show(panels, hurried) {
    this.panels = panels;
    this.rows = null;
    this.at = -1;
    this.count = 0;
    for (const { rows } of this.order) for (let i = 0; i < rows.length; i += 1) this.count += Number(panels[rows[i]] === this.panel);
    if (hurried && this._map) return this.draw(true);
    const { sentences, grammar, words } = this.data;
    const told = sentences ? counted(sentences.counts, this.count, grammar) : String(this.count);
    this.canvas.setAttribute("aria-label", `${told}. ${words.stepThrough}`);
    if (this._map) this.soon();
  }

  /** The rows of this panel, in the order of their places. */
  get all() {
    this.rows ??= rowsOf(this.panels, this.panel, this.data.marks.outside);
    return this.rows;
  }

  getEvents() {
    return {
      moveend: this.soon,
      resize: this.soon,
      viewreset: this.soon,
      zoomstart: this.hide,
      zoomend: this.soon,
      click: /** @type {any} */ (this.clicked),
      mousemove: /** @type {any} */ (this.hovered),
    };
  }

  onAdd() {
    /** @type {HTMLElement} */ (this.getPane()).append(this.canvas);
    this.soon();
    return this;
  }

  /**
   * Put rings about some strikes.
   *
   * @param {((row: number) => boolean) | null} has
   */
  ringed(has) {
    const before = this.picked;
    this.picked = has;
    if (this._map && (has || before)) this.soon();
  }

  onRemove() {
    cancelAnimationFrame(this.drawing);
    cancelAnimationFrame(this.pointed);
    this.canvas.remove();
    this.ring.remove();
    return this;
  }

  hide() {
    this.ring.remove();
    this.canvas.style.visibility = "hidden";
  }

  /** Draw once in the next frame, however much happens before it. */
  soon() {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.draw());
  }

  /** @param {boolean} [hurried] only what is in sight */
  draw(hurried = false) {
    cancelAnimationFrame(this.drawing);
    const map = this._map;
    const size = map.getSize();
    const dense = Math.min(2, window.devicePixelRatio || 1);
    const beyond = hurried ? point(EDGE, EDGE) : size.multiplyBy(BEYOND).round();
    const width = Math.round((size.x + 2 * beyond.x) * dense);
    const height = Math.round((size.y + 2 * beyond.y) * dense);
    const pen = this.canvas.getContext("2d");
    if (!pen || size.x === 0 || size.y === 0) return;
    if (this.canvas.width !== width || this.canvas.height !== height || !this.picture) {
      Object.assign(this.canvas, { width, height });
      this.canvas.style.width = `${width / dense}px`;
      this.canvas.style.height = `${height / dense}px`;
      this.picture = pen.createImageData(width, height);
      this.depth = new Uint16Array(width * height);
    }
    const buffer = new Int32Array(this.picture.data.buffer);
    buffer.fill(0);
    this.depth.fill(0);
    this.paint(buffer, width, height, dense, beyond);
    pen.putImageData(this.picture, 0, 0);
    if (this.picked) this.circle(pen, dense, beyond);
    DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint(beyond.multiplyBy(-1)));
    this.canvas.style.visibility = "";
    this.canvas.dataset.count = String(this.count);
  }

  /**
   * @param {Int32Array} buffer
   * @param {number} width
   * @param {number} height
   * @param {number} dense
   * @param {import("leaflet").Point} beyond
   */
  paint(buffer, width, height, dense, beyond) {
    const { depth, panels, panel } = this;
    const places = this.placed(width, height, dense, beyond);
    this.order.forEach(({ style, rows }, k) => {
      const dot = pixels(this.data.markStyles[style], this.radius(this.data.markStyles[style]) * dense);
      const steps = Int32Array.from({ length: dot.length / 3 }, (_, p) => dot[3 * p + 1] * width + dot[3 * p]);
      const colours = Int32Array.from({ length: steps.length }, (_, p) => dot[3 * p + 2]);
      const own = places[k];
      for (let i = 0; i < rows.length; i += 1) {
        const at = own[i];
        if (at < 0 || panels[rows[i]] !== panel) continue;
        for (let p = 0; p < steps.length; p += 1) {
          const pixel = at + steps[p];
          buffer[pixel] = colours[p];
          depth[pixel] += 1;
        }
      }
    });
    shade(buffer, depth, opacity(this.count));
  }

  /**
   * The pixel of each strike in the order of painting, -1 for those too near the edge.
   *
   * @param {number} width
   * @param {number} height
   * @param {number} dense
   * @param {import("leaflet").Point} beyond
   */
  placed(width, height, dense, beyond) {
    const scale = this.worldSize() * dense;
    const origin = this.corner().subtract(beyond).multiplyBy(dense);
    const view = [width, height, scale, origin.x, origin.y].join(" ");
    if (this.spots.view === view) return this.spots.at;
    const margin = Math.ceil(EDGE * dense);
    const { x: east, y: south } = this.world;
    const at = this.order.map(({ rows }) => {
      const own = new Int32Array(rows.length);
      for (let i = 0; i < rows.length; i += 1) {
        const x = (east[rows[i]] * scale - origin.x) | 0;
        const y = (south[rows[i]] * scale - origin.y) | 0;
        own[i] = x < margin || y < margin || x >= width - margin || y >= height - margin ? -1 : y * width + x;
      }
      return own;
    });
    this.spots = { view, at };
    return at;
  }

  /**
   * The rings: first all that is light about them, then all that is dark. Very many would cover
   * the map, so that they shrink to points.
   *
   * @param {CanvasRenderingContext2D} pen
   * @param {number} dense
   * @param {import("leaflet").Point} beyond
   */
  circle(pen, dense, beyond) {
    const scale = this.worldSize();
    const origin = this.corner().subtract(beyond);
    const rows = this.all.filter(/** @type {(row: number) => boolean} */ (this.picked));
    if (rows.length > RINGS_MOST) {
      pen.fillStyle = "#1d4ed8";
      for (const row of rows) {
        const [x, y] = [this.world.x[row] * scale - origin.x, this.world.y[row] * scale - origin.y];
        pen.fillRect(x * dense - 1, y * dense - 1, 2, 2);
      }
      return;
    }
    for (const [width, colour] of /** @type {[number, string][]} */ ([[4, "#fff"], [2, "#1d4ed8"]])) {
      Object.assign(pen, { lineWidth: width * dense, strokeStyle: colour });
      for (const row of rows) {
        pen.beginPath();
        const [x, y] = [this.world.x[row] * scale - origin.x, this.world.y[row] * scale - origin.y];
        pen.arc(x * dense, y * dense, RING * dense, 0, 2 * Math.PI);
        pen.stroke();
      }
    }
  }

  /**
   * Marks get smaller the more there are, down to a dot that the eye can still find.
   *
   * @param {MarkStyle} style
   */
  radius(style) {
    const crowd = Math.log10(Math.max(1000, this.count)) - 3;
    const zoom = Math.max(0, this._map.getZoom() - 8);
    return Math.max(1.6, style.diameter * 0.62 * (1 - 0.28 * crowd) + 0.5 * zoom);
  }

  worldSize() {
    return 256 * 2 ** this._map.getZoom();
  }

  corner() {
    return /** @type {import("leaflet").Point} */ (this._map.getPixelBounds().min);
  }

  /**
   * Show the hand over a mark.
   *
   * @param {LeafletMouseEvent} event
   */
  hovered(event) {
    cancelAnimationFrame(this.pointed);
    this.pointed = requestAnimationFrame(() => {
      const found = this.under(event.containerPoint).length > 0;
      this._map.getContainer().classList.toggle("strikemap-pointing", found);
    });
  }

  /**
   * Go from strike to strike, which lie in the order of their places, and open one.
   *
   * @param {KeyboardEvent} event
   */
  pressed(event) {
    if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      const row = this.all[this.at];
      const { lon, lat } = this.data.marks;
      const near = this.under(this._map.latLngToContainerPoint([lat[row], lon[row]]));
      this.open([row, ...near.filter((other) => other !== row)], row, {
        at: [lat[row], lon[row]],
        node: this.canvas,
        offset: [0, -4],
      });
      return;
    }
    const next = stepped(event.key, this.at, this.all.length, this.data.grammar.direction === "rtl");
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.at = next;
    this.point();
  }

  /** Put the ring about the strike that the keyboard has come to, and say which one it is. */
  point() {
    const row = this.all[this.at];
    const { lon, lat } = this.data.marks;
    this._map.panInside([lat[row], lon[row]], { padding: [30, 30], animate: false });
    /** @type {HTMLElement} */ (this.getPane()).append(this.ring);
    DomUtil.setPosition(this.ring, this._map.latLngToLayerPoint([lat[row], lon[row]]));
    this.canvas.setAttribute("aria-label", `${titleOf(this.data, row)}, ${dateOf(this.data, row)} (${this.at + 1} / ${this.all.length})`);
  }

  /** @param {LeafletMouseEvent} event */
  clicked(event) {
    const rows = this.under(event.containerPoint);
    if (rows.length === 0) return;
    const { lon, lat } = this.data.marks;
    const at = /** @type {[number, number]} */ ([lat[rows[0]], lon[rows[0]]]);
    this.open(rows, rows[0], { at, node: null, offset: [0, -4] });
  }

  /**
   * Rows within reach of a point of the frame, the nearest first.
   *
   * @param {{x: number, y: number}} point
   */
  under(point) {
    const scale = this.worldSize();
    const origin = this.corner();
    const [px, py] = [point.x + origin.x, point.y + origin.y];
    const { x, y } = this.world;
    const found = /** @type {[number, number][]} */ ([]);
    for (const row of this.all) {
      const dx = x[row] * scale - px;
      const dy = y[row] * scale - py;
      const far = dx * dx + dy * dy;
      if (far <= REACH * REACH) found.push([far, row]);
    }
    return found.sort((a, b) => a[0] - b[0]).slice(0, TOGETHER).map(([, row]) => row);
  }
}
