/** The legend that all panels share, with the counts of each. */

import { counted } from "./choice.js";
import { el, shape, worded } from "./elements.js";
import { drawsDiscs } from "./marks.js";
import { grouped } from "./sentences.js";
import { boxOf, symbol } from "./symbols.js";
import { patternId } from "./zones.js";

/** @import {LegendEntry, Payload} from "./payload.d.ts" */

const [WIDTH, HEIGHT] = [28, 16];

/**
 * @param {SVGElement} content
 * @param {string} [box]
 */
function swatch(content, box = `0 0 ${WIDTH} ${HEIGHT}`) {
  const size = { width: WIDTH, height: HEIGHT, viewBox: box, "aria-hidden": "true" };
  return shape("svg", size, content);
}

/** @param {Record<string, string | number>} paint */
function patch(paint) {
  return swatch(shape("rect", { x: 0.5, y: 0.5, width: WIDTH - 1, height: HEIGHT - 1, ...paint }));
}

/** @type {Record<LegendEntry["kind"], (data: Payload, index: number, diameter: number) => SVGElement>} */
const SWATCHES = {
  mark: (data, i) => symbol(data.markStyles[i], false, boxOf(data.markStyles[i])),
  side: (data, i) => patch({ fill: `url(#${patternId(data, "side", i)})`, stroke: "#9CA3AF" }),
  cell: (data, i) => patch({ fill: `url(#${patternId(data, "cell", i)})`, stroke: "#9CA3AF" }),
  size: (data, i, diameter) => {
    const style = { ...data.markStyles[i], diameter };
    return symbol(style, false, boxOf(style), { sized: true });
  },
  blank: (data) => patch({ fill: data.theme.country, stroke: "#9CA3AF" }),
  disc: (data) => {
    const { fill, edge } = plainest(data);
    const colour = fill || edge;
    return swatch(
      shape("circle", {
        cx: WIDTH / 2,
        cy: HEIGHT / 2,
        r: 7,
        fill: colour,
        "fill-opacity": data.disc.fill,
        stroke: colour,
        "stroke-opacity": data.disc.edge,
      }),
    );
  },
  ring: (data) => {
    const style = plainest(data);
    return symbol(style, true, boxOf(style));
  },
  overlay: (data, i) => line(data.overlays[i]?.colour, data.overlays[i]?.dashed),
  area: (data, i) => line(data.ground.areas[i]?.colour, data.ground.areas[i]?.dashed),
};

/**
 * A filled style of no group to show rings and discs with, the first if none is filled.
 *
 * @param {Payload} data
 */
function plainest({ markStyles }) {
  const own = markStyles.filter(({ key }) => !/ \d+$/.test(key));
  return own.find(({ fill }) => fill) ?? own[0] ?? markStyles[0];
}

/**
 * @param {string} colour
 * @param {boolean} dashed
 */
function line(colour = "#6B7280", dashed = true) {
  const paint = { stroke: colour, "stroke-width": 2, "stroke-dasharray": dashed ? "5 4" : "none" };
  return swatch(shape("line", { x1: 1, x2: WIDTH - 1, y1: HEIGHT / 2, y2: HEIGHT / 2, ...paint }));
}

/**
 * @param {Payload} data
 * @returns {HTMLElement[]} one table per group
 */
export function legend(data) {
  return data.legend.map(({ title, entries }) => {
    const countedHere = entries.some((entry) => entry.counts.length > 0);
    const table = el("table", { class: "strikemap-legend" }, worded("caption", title));
    if (countedHere) table.append(el("thead", {}, heading(data)));
    table.append(el("tbody", {}, ...entries.map((entry) => row(data, entry, countedHere))));
    return table;
  });
}

/**
 * Let the legend say the counts of what is shown.
 *
 * @param {Payload} data
 * @param {HTMLElement[]} tables that :func:`legend` made
 * @param {Int8Array} panels the panel of each strike
 * @param {boolean} whole whether these are the counts of the map as it was saved
 */
export function recount(data, tables, panels, whole) {
  const sources = whole ? null : countsOf(data, panels);
  data.legend.forEach(({ entries }, g) =>
    entries.forEach(({ kind, index, counts, of }, e) => {
      if (!COUNTED.has(kind) || counts.length === 0) return;
      const cells = tables[g].querySelectorAll("tbody tr")[e].querySelectorAll("th ~ td");
      const source = sources?.[/** @type {"mark"} */ (kind)];
      const codes = kind === "mark" ? [index, ...of] : [1];
      data.panels.forEach((_, p) => {
        const now = source && codes.reduce((n, code) => n + source[code][p].counted + source[code][p].apart, 0);
        const n = now ?? counts[p];
        cells[p].textContent = n === undefined ? "" : grouped(n, data.grammar);
      });
    }),
  );
}

/** Entries whose counts follow what is shown. */
const COUNTED = new Set(["mark", "disc", "ring"]);

/**
 * @param {Payload} data
 * @param {Int8Array} panels
 */
function countsOf(data, panels) {
  const { marks, markStyles } = data;
  return {
    mark: counted(data, panels, marks.style, markStyles.length),
    disc: counted(data, panels, marks.coarse, 2),
    ring: counted(data, panels, marks.nearFront, 2),
  };
}

/** @param {Payload} data */
function heading(data) {
  const cells = data.panels.map((panel) => {
    const cell = worded("th", panel.heading);
    cell.setAttribute("scope", "col");
    return cell;
  });
  return el("tr", {}, el("td"), el("td"), ...cells);
}

/**
 * @param {Payload} data
 * @param {LegendEntry} entry
 * @param {boolean} countedHere
 */
function row(data, entry, countedHere) {
  const label = worded("th", entry.label);
  label.setAttribute("scope", "row");
  const cells = countedHere ? data.panels.map((_, i) => el("td", {}, i in entry.counts ? grouped(entry.counts[i], data.grammar) : "")) : [];
  const made = el("tr", {}, el("td", {}, SWATCHES[entry.kind](data, entry.index, entry.diameter)), label, ...cells);
  made.dataset.kind = entry.kind;
  made.hidden = entry.kind === "disc" && !drawsDiscs(data);
  return made;
}
