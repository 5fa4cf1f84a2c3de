/** Very many strikes of one panel, painted pixel by pixel on a canvas. */

import { DomUtil, Layer, setOptions } from "leaflet";
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

/** A Leaflet layer of dots. */
export class Dots extends Layer {
  /**
   * @param {Payload} data
   * @param {Int32Array} rows
   * @param {string} pane
   * @param {Open} open
   */
  constructor(data, rows, pane, open) {
    super();
    setOptions(this, { pane });
    this.data = data;
    this.open = open;
    this.order = [...data.markStyles.keys()].sort(
      (a, b) => data.markStyles[a].z - data.markStyles[b].z,
    );
    this.all = rows;
    this.world = projected(data.marks);
    this.rows = this.byStyle();
    this.drawing = 0;
    this.canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { class: "strikemap-dots" }));
    this.canvas.setAttribute("role", "application");
    const { sentences, grammar } = data;
    const told = sentences ? counted(sentences.counts, rows.length, grammar) : String(rows.length);
    this.canvas.setAttribute("aria-label", `${told}. ${data.words.stepThrough}`);
    this.canvas.tabIndex = 0;
    this.canvas.addEventListener("keydown", (event) => this.pressed(event));
    this.canvas.addEventListener("blur", () => this.ring.remove());
    this.canvas.addEventListener("focus", () => this.at >= 0 && this.point());
    this.ring = el("div", { class: "strikemap-finger" });
    /** @type {(row: number) => boolean} */
    this.picked = () => false;
    /** The strike that the keyboard has come to, as a place in the list of rows. */
    this.at = -1;
    this.pointed = 0;
  }

  /** The rows of each style in the order of painting. */
  byStyle() {
    const { style } = this.data.marks;
    const { all } = this;
    const ends = new Uint32Array(this.order.length + 1);
    for (let i = 0; i < all.length; i += 1) ends[style[all[i]] + 1] += 1;
    for (let k = 1; k < ends.length; k += 1) ends[k] += ends[k - 1];
    const starts = ends.slice();
    const sorted = new Int32Array(all.length);
    for (let i = 0; i < all.length; i += 1) sorted[ends[style[all[i]]]++] = all[i];
    return this.order.map((k) => sorted.subarray(starts[k], starts[k + 1]));
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
   * @param {(row: number) => boolean} has
   */
  ringed(has) {
    this.picked = has;
    if (this._map) this.soon();
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

  draw() {
    const map = this._map;
    const size = map.getSize();
    const dense = Math.min(2, window.devicePixelRatio || 1);
    const beyond = size.multiplyBy(BEYOND).round();
    const width = Math.round((size.x + 2 * beyond.x) * dense);
    const height = Math.round((size.y + 2 * beyond.y) * dense);
    const pen = this.canvas.getContext("2d");
    if (!pen || width === 0 || height === 0) return;
    Object.assign(this.canvas, { width, height });
    this.canvas.style.width = `${width / dense}px`;
    this.canvas.style.height = `${height / dense}px`;
    const picture = pen.createImageData(width, height);
    this.paint(new Int32Array(picture.data.buffer), width, height, dense, beyond);
    pen.putImageData(picture, 0, 0);
    this.circle(pen, dense, beyond);
    DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint(beyond.multiplyBy(-1)));
    this.canvas.style.visibility = "";
    this.canvas.dataset.count = String(this.all.length);
  }

  /**
   * @param {Int32Array} buffer
   * @param {number} width
   * @param {number} height
   * @param {number} dense
   * @param {import("leaflet").Point} beyond
   */
  paint(buffer, width, height, dense, beyond) {
    const scale = this.worldSize() * dense;
    const depth = new Uint16Array(buffer.length);
    const origin = this.corner().subtract(beyond).multiplyBy(dense);
    const { x: east, y: south } = this.world;
    this.order.forEach((style, k) => {
      const radius = this.radius(this.data.markStyles[style]) * dense;
      const dot = pixels(this.data.markStyles[style], radius);
      const margin = Math.ceil(radius * 1.3) + 1;
      const rows = this.rows[k];
      for (let i = 0; i < rows.length; i += 1) {
        const x = (east[rows[i]] * scale - origin.x) | 0;
        const y = (south[rows[i]] * scale - origin.y) | 0;
        if (x < margin || y < margin || x >= width - margin || y >= height - margin) continue;
        const at = y * width + x;
        for (let p = 0; p < dot.length; p += 3) {
          const pixel = at + dot[p + 1] * width + dot[p];
          buffer[pixel] = dot[p + 2];
          depth[pixel] += 1;
        }
      }
    });
    shade(buffer, depth, opacity(this.all.length));
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
    const rows = this.all.filter(this.picked);
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
    const crowd = Math.log10(Math.max(1000, this.all.length)) - 3;
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
