/** Very many strikes of one panel, painted pixel by pixel on a canvas. */

import { DomUtil, Layer, setOptions } from "leaflet";
import { el } from "./elements.js";
import { darken, pixels } from "./pixels.js";

/** @import {MarkStyle, Payload} from "./payload.d.ts" */
/** @import {LeafletMouseEvent} from "leaflet" */
/** @import {Open} from "./panel.js" */

/** The canvas reaches this share of the map's size beyond its frame, for panning. */
const BEYOND = 0.2;
/** How far (px) from a mark a click may be, and how many marks one click opens. */
const REACH = 8;
const TOGETHER = 50;

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
    this.x = new Float64Array(rows.length);
    this.y = new Float64Array(rows.length);
    this.project();
    this.places = this.byStyle();
    this.drawing = 0;
    this.canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { class: "strikemap-dots" }));
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `${rows.length} ${data.unit}`);
  }

  /** Places in the square of the world, 0 to 1 (EPSG:3857). */
  project() {
    const { lon, lat } = this.data.marks;
    for (let i = 0; i < this.all.length; i += 1) {
      const sine = Math.sin((lat[this.all[i]] * Math.PI) / 180);
      this.x[i] = (lon[this.all[i]] + 180) / 360;
      this.y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }
  }

  /** Positions in the list of rows, for each style in the order of painting. */
  byStyle() {
    const { style } = this.data.marks;
    return this.order.map((wanted) => {
      const found = new Int32Array(this.all.length);
      let n = 0;
      for (let i = 0; i < this.all.length; i += 1) if (style[this.all[i]] === wanted) found[n++] = i;
      return found.subarray(0, n);
    });
  }

  getEvents() {
    return {
      moveend: this.soon,
      resize: this.soon,
      viewreset: this.soon,
      zoomstart: this.hide,
      zoomend: this.soon,
      click: /** @type {any} */ (this.clicked),
    };
  }

  onAdd() {
    /** @type {HTMLElement} */ (this.getPane()).append(this.canvas);
    this.soon();
    return this;
  }

  onRemove() {
    cancelAnimationFrame(this.drawing);
    this.canvas.remove();
    return this;
  }

  hide() {
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
    this.order.forEach((style, k) => {
      const radius = this.radius(this.data.markStyles[style]) * dense;
      const dot = pixels(this.data.markStyles[style], radius);
      const margin = Math.ceil(radius * 1.3) + 1;
      for (const i of this.places[k]) {
        const x = (this.x[i] * scale - origin.x) | 0;
        const y = (this.y[i] * scale - origin.y) | 0;
        if (x < margin || y < margin || x >= width - margin || y >= height - margin) continue;
        const at = y * width + x;
        for (let p = 0; p < dot.length; p += 3) {
          const pixel = at + dot[p + 1] * width + dot[p];
          buffer[pixel] = dot[p + 2];
          depth[pixel] += 1;
        }
      }
    });
    darken(buffer, depth);
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
    const found = /** @type {[number, number][]} */ ([]);
    for (let i = 0; i < this.all.length; i += 1) {
      const dx = this.x[i] * scale - px;
      const dy = this.y[i] * scale - py;
      const far = dx * dx + dy * dy;
      if (far <= REACH * REACH) found.push([far, this.all[i]]);
    }
    return found.sort((a, b) => a[0] - b[0]).slice(0, TOGETHER).map(([, row]) => row);
  }
}
