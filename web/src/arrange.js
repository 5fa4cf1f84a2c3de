/** Where labels go: the best place that touches no mark and no other label. */

/**
 * A place for a label; `wrapped` in several lines, with a line that leads to a point where it
 * stands off the ground that it names.
 * @typedef {{x0: number, y0: number, x1: number, y1: number, wrapped?: boolean, leader?: Spot}} Box
 *
 * @typedef {{x: number, y: number}} Spot
 */

/**
 * Lines that lead to a zone: their directions, their lengths (px) beyond its edge and into it, and
 * how far that edge may be from the point where the name would stand.
 */
const [TURNS, LENGTHS, INTO, FARTHEST] = [16, [10, 22, 38, 58], 9, 150];

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
 * Places for the name of a zone off its ground, each with a line to the edge of it.
 *
 * @param {Spot} point in the zone
 * @param {number} width
 * @param {number} height
 * @param {boolean} wrapped
 * @param {(spot: Spot) => boolean} within whether a spot lies in the zone
 * @returns {Box[]} the nearest first
 */
export function led({ x, y }, width, height, wrapped, within) {
  const found = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const [across, down] = [Math.cos((2 * Math.PI * turn) / TURNS), Math.sin((2 * Math.PI * turn) / TURNS)];
    let far = 0;
    while (far < FARTHEST && within({ x: x + across * far, y: y + down * far })) far += 6;
    if (far >= FARTHEST) continue;
    const leader = { x: x + across * (far - INTO), y: y + down * (far - INTO) };
    for (const length of LENGTHS) {
      const [dx, dy] = [across * (far + length + width / 2), down * (far + length + height / 2)];
      found.push({ far: far + 3 * length, place: { ...box(x + dx, y + dy, width / 2, height / 2), wrapped, leader } });
    }
  }
  return found.sort((a, b) => a.far - b.far).map(({ place }) => place);
}

/**
 * The point of a place at which the line that leads from it starts.
 *
 * @param {Box} place
 * @param {Spot} to
 * @returns {Spot}
 */
export function startOf(place, to) {
  return { x: Math.min(Math.max(to.x, place.x0), place.x1), y: Math.min(Math.max(to.y, place.y0), place.y1) };
}

/**
 * The line that leads from a place, as a chain of small boxes.
 *
 * @param {Box} place
 * @returns {Box[]}
 */
function chain(place) {
  if (!place.leader) return [];
  return between(startOf(place, place.leader), place.leader).map(({ x, y }) => box(x, y, 2, 2));
}

/**
 * Spots along a line, a few px from one another.
 *
 * @param {Spot} from
 * @param {Spot} to
 * @returns {Spot[]}
 */
export function between(from, to) {
  const links = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 4);
  return Array.from({ length: links }, (_, i) => {
    const part = (i + 0.5) / links;
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  });
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
  const clear = /** @param {Box} place */ (place) =>
    !used.some((other) => overlap(place, other)) && !chain(place).some((link) => used.some((other) => overlap(link, other)));
  return wanted.map(({ candidates: places, dot, fits }) => {
    if (dot && !clear(box(dot.x, dot.y, 2, 2))) return null;
    if (dot && named.some((one) => distance(one.place, dot) <= distance(one.place, one.dot))) return null;
    const own = /** @param {Box} place */ (place) =>
      !dot || named.every((one) => distance(place, dot) < distance(place, one.dot));
    const free = places.find((place) => clear(place) && own(place) && (!fits || fits(place)));
    if (!free) return null;
    used.push(free, ...chain(free));
    if (dot) {
      used.push(box(dot.x, dot.y, DOT, DOT));
      named.push({ place: free, dot });
    }
    return free;
  });
}
