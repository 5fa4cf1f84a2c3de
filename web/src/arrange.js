/** Where labels go: the best place that touches no mark and no other label. */

/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Box */

/** Where the name of a zone is tried, in widths and heights of it, the nearest first. */
const AROUND = [-1.5, -1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.5]
  .flatMap((across) => [-8, -6, -4.5, -3, -1.5, 0, 1.5, 3, 4.5, 6, 8].map((down) => [across, down]))
  .sort(([a, b], [c, d]) => Math.hypot(6 * a, b) - Math.hypot(6 * c, d));

/** Half the room of a town's dot, and between it and its name (px). */
export const DOT = 5;

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
 * @param {"zone" | "cell" | "town" | "country"} kind
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @returns {Box[]}
 */
export function candidates(kind, x, y, width, height) {
  const [w, h] = [width / 2, height / 2];
  const away = kind === "town" ? DOT + 1 : 0;
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
      : kind === "country"
        ? [[0, 0]]
        : kind === "cell"
          ? [
              [0, 0],
              [0, -1.6 * height],
              [0, 1.6 * height],
              [0.5 * width, 0],
              [-0.5 * width, 0],
            ]
          : AROUND.map(([across, down]) => [across * width, down * height]);
  return shifts.map(([dx, dy]) => box(x + dx, y + dy, w, h));
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @returns {Box}
 */
export function box(x, y, w, h) {
  return { x0: x - w, y0: y - h, x1: x + w, y1: y + h };
}

/**
 * @param {Box} place
 * @param {{x: number, y: number}} point
 */
export function distance(place, point) {
  const across = Math.max(place.x0 - point.x, 0, point.x - place.x1);
  const down = Math.max(place.y0 - point.y, 0, point.y - place.y1);
  return Math.hypot(across, down);
}

/**
 * Give each label the first place that is free; null where there is none.
 *
 * A label with a dot is null too where the dot is hidden, and where a name would stand nearer to
 * the dot of another label than to its own.
 *
 * @param {{candidates: Box[], dot?: {x: number, y: number}, fits?: (place: Box) => boolean}[]} wanted
 *   the most important first; `fits` says whether a place will do that is free
 * @param {Box[]} taken boxes that no label may touch
 * @returns {(Box | null)[]}
 */
export function arrange(wanted, taken) {
  const used = [...taken];
  /** @type {{place: Box, dot: {x: number, y: number}}[]} */
  const named = [];
  const clear = /** @param {Box} place */ (place) => !used.some((other) => overlap(place, other));
  return wanted.map(({ candidates: places, dot, fits }) => {
    if (dot && !clear(box(dot.x, dot.y, 2, 2))) return null;
    if (dot && named.some((one) => distance(one.place, dot) <= distance(one.place, one.dot))) return null;
    const own = /** @param {Box} place */ (place) =>
      !dot || named.every((one) => distance(place, dot) < distance(place, one.dot));
    const free = places.find((place) => clear(place) && own(place) && (!fits || fits(place)));
    if (!free) return null;
    used.push(free);
    if (dot) {
      used.push(box(dot.x, dot.y, DOT, DOT));
      named.push({ place: free, dot });
    }
    return free;
  });
}
