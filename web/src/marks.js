/** The strikes of one panel: a mark each, and a disc where the place is known only roughly. */

import { divIcon, layerGroup, marker, polygon } from "leaflet";
import { fan, samePoint } from "./fan.js";
import { ringAround } from "./geometry.js";
import { boxOf, symbol, widthOf } from "./symbols.js";
import { stepped } from "./steps.js";
import { dateOf, titleOf } from "./texts.js";

/** @import {Payload} from "./payload.d.ts" */
/** @import {Marker, PathOptions} from "leaflet" */
/** @typedef {{marker: Marker, row: number, dx: number, dy: number, radius: number}} Placed */

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
    const width = Math.max(...group.map((row) => room(data, row)));
    return fan(group.length).map(([dx, dy], i) => {
      const offset = /** @type {[number, number]} */ ([dx * width, dy * width]);
      const made = mark(data, group[i], offset, pane);
      made.marker.on("click", () => open(group[i], made.marker));
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
 * @param {Payload} data
 * @param {number} row
 */
function room(data, row) {
  return widthOf(styleOf(data, row)) + (data.marks.nearFront[row] ? 5 : 0);
}

/**
 * The style of a mark: that of its class, in the size of its own value where it has one.
 *
 * @param {Payload} data
 * @param {number} row
 */
function styleOf(data, row) {
  const style = data.markStyles[data.marks.style[row]];
  const { diameter } = data.marks;
  return diameter ? { ...style, diameter: diameter[row] } : style;
}

/**
 * @param {Payload} data
 * @param {number} row
 * @param {[number, number]} offset
 * @param {string} pane
 * @returns {Placed}
 */
function mark(data, row, [dx, dy], pane) {
  const style = styleOf(data, row);
  const sized = data.marks.diameter;
  const size = boxOf(style);
  const picture = /** @type {any} */ (symbol(style, data.marks.nearFront[row] === 1, size));
  if (sized) picture.classList.add("sized");
  const made = marker([data.marks.lat[row], data.marks.lon[row]], {
    pane,
    keyboard: true,
    autoPanOnFocus: false,
    zIndexOffset: sized ? -Math.round(sized[row] * 1000) : style.z * 10000,
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
    node.setAttribute("aria-label", [`${titleOf(data, row)}: ${style.label}`, dateOf(data, row)].filter(Boolean).join(", "));
    node.dataset.row = String(row);
    node.title = titleOf(data, row);
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      made.fire("click");
    });
  });
  return { marker: made, row, dx, dy, radius: size / 2 };
}
