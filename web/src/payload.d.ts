/** The data block of a page, as strikemap/paint/payload.py writes it. */

export type Ring = number[];

/** Coordinates are integers of 1/10000 degree, each pair but the first a difference. */
export interface Shape {
  areas: Ring[][];
  lines: Ring[];
}

export interface Overlay {
  label: string;
  shape: Shape;
  colour: string;
  width: number;
  dashed: boolean;
}

export interface Ground {
  land: Shape;
  country: Shape;
  outline: Shape;
  borders: Shape;
  disputed: Shape;
  admin: Shape;
  rivers: Shape;
  lakes: Shape;
  areas: Overlay[];
  names: { names: string[]; lon: number[]; lat: number[] };
  within: [number, number, number, number];
  places: { names: string[]; lon: number[]; lat: number[]; rank: number[] };
}

export interface Panel {
  key: string;
  heading: string;
  dates: string;
  counts: string[];
  zonesNote: string;
  zoneLayer: number;
  cellLayer: number;
  dayStart: number;
  dayStop: number;
}

export interface MarkStyle {
  key: string;
  label: string;
  shape: "circle" | "diamond" | "triangle" | "square";
  diameter: number;
  fill: string;
  edge: string;
  edgeWidth: number;
  /** How much larger a sign of this shape is than a disc of its diameter. */
  look: number;
  /** Points between the mark and the ring of one that may lie in another zone, and the ring's width. */
  ring: [number, number];
  /** Strokes from the middle to the edge, in degrees from the top; with a number from there on. */
  spokes: { from: number; at: number[] };
  z: number;
}

export interface SideStyle {
  key: string;
  label: string;
  fill: string;
  pattern: "none" | "hatch" | "crosshatch" | "dots" | "lines" | "backhatch" | "vertical" | "grid";
  patternColour: string;
}

/** One row per strike. */
export interface Marks {
  id: ArrayLike<string>;
  lon: ArrayLike<number>;
  lat: ArrayLike<number>;
  panel: ArrayLike<number>;
  style: ArrayLike<number>;
  group: ArrayLike<number>;
  dayStart: ArrayLike<number>;
  dayEnd: ArrayLike<number>;
  radiusKm: ArrayLike<number>;
  coarse: ArrayLike<number>;
  nearFront: ArrayLike<number>;
  /** Strikes beyond the edges of the map: counted and told, not drawn. */
  outside: ArrayLike<number>;
  /** Sizes of the marks in pt, where a value sizes them instead of their class. */
  diameter?: number[] | null;
}

/** The same for very many strikes: `columns` and `texts` are deflated, in base64. */
export interface Packed {
  n: number;
  dayStart: number;
  radii: number[];
  columns: string;
  texts: string;
}

/** `texts` are the different values, `index` says which one each mark has. */
export interface Coded {
  texts: string[];
  index: number[];
}

/**
 * The reports of the strikes; `url` holds codes of the texts of `Popups.url`, `ofMark` the
 * rows of each mark's own reports.
 */
export interface Reports {
  source: Coded;
  date: Coded;
  title: Coded;
  url: number[];
  archive: number[] | null;
  ofMark: number[][];
}

/**
 * What a column is filtered by: its own texts (true), coarser ones, or nothing (false); `codes`
 * stand for these texts in addresses, the same in every language.
 */
export type Column = Coded & { key: string; label: string; choices: Coded | boolean; codes: string[] };

/** Texts at even places, between them the names of slots: n, day, before, after, of. */
export type Sentence = string[];

/** Sentences whose numbers and days follow the reader; an empty one is not to follow. */
export interface Sentences {
  counts: Record<string, Sentence>;
  apart: Sentence;
  outside: Sentence;
  days: Record<string, Sentence>;
  title: Sentence;
  subtitle: Sentence;
  moved: Sentence;
}

export interface Popups {
  title: Coded;
  columns: Column[];
  url: Coded;
  urlLabel: string;
  reports?: Reports | null;
}

export interface ZoneLayer {
  asOf: string;
  names: string[];
  side: number[];
  shapes: Shape[];
  labels: ([number, number] | null)[];
  /** Date, source and basis of the zones: each different set, and which each zone has, if any. */
  facts: { known: [string, string, string][]; index: number[] };
}

/** Areas coloured by a number; `style` indexes the cell styles. */
export interface CellLayer {
  shapes: Shape[];
  style: number[];
  text: string[];
  labels: ([number, number] | null)[];
}

export interface LegendEntry {
  kind: "mark" | "side" | "overlay" | "disc" | "blank" | "ring" | "area" | "cell" | "size";
  diameter: number;
  index: number;
  label: string;
  counts: number[];
  /** Further styles that an entry of a mark counts. */
  of: number[];
}

/** `hollow` bars have an edge only; those with a `style` wear its fill and pattern. */
export interface Series {
  label: string;
  colour: string;
  hollow: boolean;
  style: SideStyle | null;
  perDay: number[];
}

/**
 * A way to take the strikes of the strip apart. `ofGroup` holds the index of the series of each
 * group, and last that of strikes in none, or by colour that of each style of mark; `apart` that of
 * the "A or B" class. -1: none.
 */
export interface View {
  key: "zone" | "class" | "colour";
  /** What the groups are where they are no zones, else "". */
  label: string;
  series: Series[];
  ofGroup: number[];
  apart: number;
}

/** `top` is the height of the strip in strikes; the first of the `views` opens first. */
export interface Timeline {
  label: string;
  dayStart: number;
  eventDay: number;
  eventLabel: string;
  top: number;
  views: View[];
  ticks: [number, string][];
  /** half-open stretches of days that the reports do not cover */
  uncovered: [number, number][];
  uncoveredLabel: string;
}

/** A modulus (0: the number itself), whether to lie within, and the ranges. */
export type Relation = [number, boolean, [number, number][]];

/** How a language writes: its direction, dates, numbers, lists and plural forms. */
export interface Grammar {
  direction: "ltr" | "rtl";
  /** names of the months, January first */
  months: string[];
  /** patterns such as "{day} {month} {year}" */
  dates: Record<string, string>;
  /** the plural forms (Unicode CLDR), each with its rule: any part of which all relations hold */
  plural: [string, Relation[][]][];
  list: string;
  decimal: string;
  /** The sign between thousands. */
  group: string;
}

export interface Payload {
  version: number;
  /** Set by the script: tells the patterns of several maps in one document apart. */
  scope?: number;
  /** Only in the data of a folium map. */
  tiles?: { url: string; attribution: string; maxZoom: number } | null;
  layout: "dual" | "swipe" | "toggle" | "grid" | "timelapse";
  /** code of the language (BCP 47) */
  lang: string;
  grammar: Grammar;
  title: string;
  subtitle: string;
  alt: string;
  unit: string;
  theme: Record<
    | "water"
    | "land"
    | "country"
    | "river"
    | "border"
    | "neighbourBorder"
    | "admin"
    | "ink"
    | "note"
    | "accent"
    | "accentPale"
    | "alternative",
    string
  >;
  extent: [number, number, number, number];
  /** Nothing has a place, and there is no map. */
  nowhere: boolean;
  insets: { label: string; extent: [number, number, number, number] }[];
  ground: Ground;
  panels: Panel[];
  groups: string[];
  markStyles: MarkStyle[];
  marks: Marks;
  popups: Popups;
  packed?: Packed;
  /** Ground, layers and tables of other days in a saved page, deflated, in base64. */
  deflated?: string;
  /** Whether legend, table and notes are folded, for a page inside another. */
  compact?: boolean;
  sides: SideStyle[];
  zoneLayers: ZoneLayer[];
  cellStyles: SideStyle[];
  /** Whether cells stand for the marks, which are drawn to those who come close. */
  cellsFirst: boolean;
  cellLayers: CellLayer[];
  overlays: Overlay[];
  legend: { title: string; entries: LegendEntry[] }[];
  timeline: Timeline | null;
  table: { caption: string; columns: string[]; rows: string[][]; keys: string[] };
  sentences: Sentences | null;
  /** rows of the table for other days of the event */
  recut: [number, string[][]][];
  notes: { kind: string; text: string }[];
  scaleKm: number;
  /** Opacity of the discs of coarse locations. */
  disc: { fill: number; edge: number };
  words: Record<string, string>;
  provenance: Record<string, string>;
}
