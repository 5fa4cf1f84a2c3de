/** The strikes of one panel: a mark each, and a disc where the place is known only roughly. */

import { divIcon, layerGroup, marker, polygon } from "leaflet";
import { shape } from "./elements.js";
import { fan, samePoint } from "./fan.js";
import { ringAround } from "./geometry.js";
import { grouped } from "./sentences.js";
import { boxOf, MIDDLES, PX_PER_PT, symbol, widthOf } from "./symbols.js";
import { stepped } from "./steps.js";
import { dateOf, titleOf } from "./texts.js";

/** @import {MarkStyle, Payload} from "./payload.d.ts" */
/** @import {Marker, PathOptions} from "leaflet" */
/** @typedef {{marker: Marker, row: number, rows: number[], dx: number, dy: number, radius: number}} Placed */

/** More strikes than this are painted on a canvas instead of being an element each. */
export const MARKS_MOST = 800;
/** More strikes than this on one point share signs with their number, one a look. */
const FAN_MOST = 7;
/** More discs than this would cover the map, and hold it up. */
const DISCS_MOST = 2000;

/**
 * Whether the discs of a map are few enough to be drawn.
 *
 * @param {Payload} data
 */
export function drawsDiscs({ marks }) {
  let found = 0;
  for (let row = 0; row < marks.coarse.length; row += 1) found += marks.coarse[row];
  return found <= DISCS_MOST;
}

/**
 * The discs of coarse locations. Those of one class are one shape, which is no darker where they
 * overlap; strikes of a class on one spot share a disc.
 *
 * @param {Payload} data
 * @param {Int32Array} rows
 * @param {PathOptions} pane
 */
export function discs(data, rows, pane) {
  const { coarse, style, lat, lon, radiusKm } = data.marks;
  const group = layerGroup();
  data.markStyles.forEach(({ fill, edge }, code) => {
    const own = rows.filter((row) => coarse[row] && style[row] === code);
    const spots = new Map(Array.from(own, (row) => [`${lon[row]} ${lat[row]} ${radiusKm[row]}`, row]));
    if (!spots.size) return;
    const rings = Array.from(spots.values(), (row) => [ringAround(lat[row], lon[row], radiusKm[row])]);
    polygon(rings, {
      ...pane,
      className: "strikemap-disc",
      color: fill || edge,
      weight: 0.8,
      opacity: data.disc.edge,
      fillColor: fill || edge,
      fillOpacity: data.disc.fill,
      fillRule: "nonzero",
      noClip: true,
      smoothFactor: 0,
      interactive: false,
    }).addTo(group);
  });
  return group;
}

/**
 * @param {Payload} data
 * @param {Int32Array} rows
 * @param {string} pane
 * @param {(row: number, marker: Marker) => void} open
 * @returns {Placed[]}
 */
export function marks(data, rows, pane, open) {
  const { lon, lat } = data.marks;
  const placed = samePoint(rows, lon, lat).flatMap((group) => {
    const signs = signsOf(data, group);
    const widest = Math.max(...signs.map((own) => room(data, own)));
    return near(fan(signs.length)).map((slot, i) => {
      const made = mark(data, signs[i], offset(slot, widest, room(data, signs[i])), pane);
      made.marker.on("click", () => open(made.row, made.marker));
      return made;
    });
  });
  oneStop(placed, data.marks.dayStart, data.grammar.direction === "rtl");
  return placed;
}

/**
 * Make the marks of a map one stop of the tab key; arrow keys lead from one to the next.
 *
 * @param {Placed[]} placed
 * @param {ArrayLike<number>} day of each row
 * @param {boolean} mirrored
 */
function oneStop(placed, day, mirrored) {
  const order = [...placed].sort((a, b) => day[a.row] - day[b.row] || a.row - b.row);
  order.forEach(({ marker: made }, at) => {
    made.on("add", () => {
      const node = /** @type {HTMLElement} */ (made.getElement());
      node.tabIndex = at === 0 ? 0 : -1;
      node.addEventListener("focus", () => {
        for (const other of order) other.marker.getElement()?.setAttribute("tabindex", "-1");
        node.tabIndex = 0;
      });
      node.addEventListener("keydown", (event) => {
        const next = stepped(event.key, at, order.length, mirrored);
        if (next === null) return;
        event.preventDefault();
        event.stopPropagation();
        order[next].marker.getElement()?.focus({ preventScroll: true });
      });
    });
  });
}

/**
 * The strikes of one point by the sign that they share; marks sized by a value share none.
 *
 * @param {Payload} data
 * @param {number[]} group
 */
function signsOf({ marks }, group) {
  if (group.length <= FAN_MOST || marks.diameter) return group.map((row) => [row]);
  const looks = /** @type {Map<string, number[]>} */ (new Map());
  for (const row of group) {
    const look = `${marks.style[row]} ${marks.nearFront[row]}`;
    const alike = looks.get(look);
    if (alike) alike.push(row);
    else looks.set(look, [row]);
  }
  return [...looks.values()];
}

/**
 * Offsets no further than one diameter from the point, drawn together where there are too many.
 *
 * @param {[number, number][]} slots
 */
function near(slots) {
  const far = Math.max(1, ...slots.map(([dx, dy]) => Math.hypot(dx, dy)));
  return slots.map(([dx, dy]) => /** @type {[number, number]} */ ([dx / far, dy / far]));
}

/**
 * Where a sign stands: apart from the widest of its point, and no further than it is wide.
 *
 * @param {[number, number]} slot
 * @param {number} widest
 * @param {number} own
 * @returns {[number, number]}
 */
function offset([dx, dy], widest, own) {
  const far = Math.hypot(dx, dy) * widest;
  const scale = far > own ? (widest * own) / far : widest;
  return [dx * scale, dy * scale];
}

/**
 * @param {Payload} data
 * @param {number[]} rows
 */
function room(data, rows) {
  return widthOf(styleOf(data, rows)) + (data.marks.nearFront[rows[0]] ? 5 : 0);
}

/**
 * The style of a sign: that of its class, in the size of its own value where it has one, or
 * with room for its number.
 *
 * @param {Payload} data
 * @param {number[]} rows
 * @returns {MarkStyle}
 */
function styleOf(data, rows) {
  const style = data.markStyles[data.marks.style[rows[0]]];
  const { diameter } = data.marks;
  if (rows.length === 1) return diameter ? { ...style, diameter: diameter[rows[0]] } : style;
  const digits = String(rows.length).length;
  return { ...style, diameter: style.diameter + 1.5 + 3.2 * digits };
}

/**
 * The number of strikes that a sign stands for, for the middle of it.
 *
 * @param {Payload} data
 * @param {MarkStyle} style
 * @param {number} n
 */
function number(data, style, n) {
  const y = (MIDDLES[style.shape][0] * style.diameter * style.look * PX_PER_PT) / 2;
  const text = shape("text", { y, "text-anchor": "middle", dy: "0.36em", "font-size": 9, "font-weight": 700 });
  text.setAttribute("fill", style.fill ? "#FFFFFF" : style.edge);
  text.textContent = grouped(n, data.grammar);
  return text;
}

/**
 * @param {Payload} data
 * @param {number[]} rows
 * @param {[number, number]} offset in px
 * @param {string} pane
 * @returns {Placed}
 */
function mark(data, rows, [dx, dy], pane) {
  const [row, n] = [rows[0], rows.length];
  const style = styleOf(data, rows);
  const sized = data.marks.diameter;
  const size = boxOf(style);
  const picture = /** @type {any} */ (symbol(style, data.marks.nearFront[row] === 1, size, { numbered: n > 1, sized: sized !== null }));
  if (n > 1) picture.append(number(data, style, n));
  const made = marker([data.marks.lat[row], data.marks.lon[row]], {
    pane,
    keyboard: true,
    autoPanOnFocus: false,
    zIndexOffset: sized ? -Math.round(sized[row] * 1000) : (n > 1 ? 10 + style.z : style.z) * 10000,
    icon: divIcon({
      html: picture,
      className: "strikemap-mark",
      iconSize: [size, size],
      iconAnchor: [size / 2 - dx, size / 2 - dy],
      popupAnchor: [dx, dy - size / 3],
    }),
  });
  made.on("add", () => {
    const node = /** @type {HTMLElement} */ (made.getElement());
    const what = n > 1 ? `${grouped(n, data.grammar)} × ${style.label}` : style.label;
    node.dataset.times = String(n);
    node.setAttribute("aria-label", [`${titleOf(data, row)}: ${what}`, dateOf(data, row)].filter(Boolean).join(", "));
    node.dataset.row = String(row);
    node.title = titleOf(data, row);
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      made.fire("click");
    });
  });
  return { marker: made, row, rows, dx, dy, radius: size / 2 };
}
