/** Where labels go: the best place that touches no mark and no other label. */

/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Box */

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
 * @param {"zone" | "cell" | "town"} kind
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
      : [
          [0, 0],
          [0, -1.6 * height],
          [0, 1.6 * height],
          [0.5 * width, 0],
          [-0.5 * width, 0],
        ];
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
 * Give each label the first place that is free; null where there is none.
 *
 * @param {{candidates: Box[]}[]} wanted the most important first
 * @param {Box[]} taken boxes that no label may touch
 * @returns {(Box | null)[]}
 */
export function arrange(wanted, taken) {
  const used = [...taken];
  return wanted.map((label) => {
    const free = label.candidates.find((place) => !used.some((other) => overlap(place, other)));
    if (free) used.push(free);
    return free ?? null;
  });
}
