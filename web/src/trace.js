/** A line of many vertices, x and y in turn, as the text of a path: thinned, and short of what is out of sight. */

/**
 * The vertices that a line needs to stay within a tolerance of itself (Douglas and Peucker 1973).
 *
 * @param {Float64Array} line
 * @param {number} tolerance
 */
export function thinned(line, tolerance) {
  const least = tolerance * tolerance;
  const near = apart(line, least);
  const last = near.length / 2 - 1;
  if (last < 2) return near;
  const kept = new Uint8Array(last + 1);
  kept[0] = kept[last] = 1;
  const open = [0, last];
  while (open.length) {
    const to = /** @type {number} */ (open.pop());
    const from = /** @type {number} */ (open.pop());
    const far = farthest(near, from, to, least);
    if (far < 0) continue;
    kept[far] = 1;
    open.push(from, far, far, to);
  }
  let n = 0;
  for (let i = 0; i <= last; i += 1) {
    if (!kept[i]) continue;
    near[n] = near[2 * i];
    near[n + 1] = near[2 * i + 1];
    n += 2;
  }
  return near.subarray(0, n);
}

/**
 * A line without the vertices that are nearer to the one before than a tolerance.
 *
 * @param {Float64Array} line
 * @param {number} least the tolerance squared
 */
function apart(line, least) {
  const made = new Float64Array(line.length);
  const end = line.length - 2;
  let [n, x, y] = [0, Infinity, Infinity];
  for (let i = 0; i <= end; i += 2) {
    const [dx, dy] = [line[i] - x, line[i + 1] - y];
    if (i < end && dx * dx + dy * dy <= least) continue;
    made[n] = x = line[i];
    made[n + 1] = y = line[i + 1];
    n += 2;
  }
  return made.subarray(0, n);
}

/**
 * The vertex between two others that is farthest from the line between them, -1 where none is far.
 *
 * @param {Float64Array} line
 * @param {number} from
 * @param {number} to
 * @param {number} least the square of what is far
 */
function farthest(line, from, to, least) {
  const [x, y] = [line[2 * from], line[2 * from + 1]];
  const [dx, dy] = [line[2 * to] - x, line[2 * to + 1] - y];
  const length = dx * dx + dy * dy;
  let [found, most] = [-1, least];
  for (let i = from + 1; i < to; i += 1) {
    const [px, py] = [line[2 * i] - x, line[2 * i + 1] - y];
    const share = length ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
    const [ex, ey] = [px - share * dx, py - share * dy];
    const far = ex * ex + ey * ey;
    if (far > most) [found, most] = [i, far];
  }
  return found;
}

/**
 * The text of a path through lines, in whole px. Of vertices in a row that all lie beyond one and
 * the same edge of what is in sight, the first and the last will do.
 *
 * @param {Float64Array[]} lines
 * @param {number} scale px of one unit
 * @param {{x: number, y: number}} corner px of the path's origin
 * @param {{min: {x: number, y: number}, max: {x: number, y: number}}} sight in px of the path
 * @param {boolean} closed
 */
export function traced(lines, scale, corner, { min, max }, closed) {
  let text = "";
  /** @type {(x: number, y: number) => number} */
  const sides = (x, y) => (x < min.x ? 1 : x > max.x ? 2 : 0) | (y < min.y ? 4 : y > max.y ? 8 : 0);
  for (const line of lines) {
    let [x, y] = [Math.round(line[0] * scale) - corner.x, Math.round(line[1] * scale) - corner.y];
    const start = `M${x} ${y}`;
    // The vertex that waits until it is known whether it is needed, and the edges beyond which
    // it lies with all since the last that was needed.
    let [waitX, waitY, wait] = [x, y, sides(x, y)];
    let beyond = wait;
    let steps = "";
    for (let i = 2; i < line.length; i += 2) {
      const nextX = Math.round(line[i] * scale) - corner.x;
      const nextY = Math.round(line[i + 1] * scale) - corner.y;
      const next = sides(nextX, nextY);
      if (beyond & next) beyond &= next;
      else {
        if (waitX !== x || waitY !== y) steps += `l${waitX - x} ${waitY - y}`;
        [x, y, beyond] = [waitX, waitY, wait & next];
      }
      [waitX, waitY, wait] = [nextX, nextY, next];
    }
    if (!steps && beyond) continue;
    text += `${start}${steps}l${waitX - x} ${waitY - y}${closed ? "z" : ""}`;
  }
  return text;
}
