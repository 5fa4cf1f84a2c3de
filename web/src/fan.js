/** Room for strikes that were reported at the same point: side by side, then in rings. */

/**
 * Return the offset of each of `n` marks of one point, in units of a mark's width.
 *
 * @param {number} n
 * @returns {[number, number][]}
 */
export function fan(n) {
  if (n === 1) return [[0, 0]];
  if (n < 7) return ring(n, 0.5 / Math.sin(Math.PI / n), n);
  const slots = /** @type {[number, number][]} */ ([[0, 0]]);
  for (let k = 1; slots.length < n; k += 1) slots.push(...ring(6 * k, k, n - slots.length));
  return slots;
}

/**
 * @param {number} places
 * @param {number} radius
 * @param {number} wanted
 * @returns {[number, number][]}
 */
function ring(places, radius, wanted) {
  const turn = (2 * Math.PI) / places;
  return Array.from({ length: Math.min(places, wanted) }, (_, i) => {
    const angle = Math.PI + i * turn;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** Points nearer than this (degrees) are one on every zoom: a pixel from closest by is as wide. */
const SAME = 0.001;

/**
 * Group the rows that share a point, or are too near to each other to be told apart.
 *
 * @param {Iterable<number>} rows
 * @param {ArrayLike<number>} lon
 * @param {ArrayLike<number>} lat
 * @returns {number[][]}
 */
export function samePoint(rows, lon, lat) {
  const found = /** @type {number[][]} */ ([]);
  const cells = /** @type {Map<string, number[][]>} */ (new Map());
  for (const row of rows) {
    const [x, y] = [Math.floor(lon[row] / SAME), Math.floor(lat[row] / SAME)];
    const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(`${x + dx},${y + dy}`) ?? []));
    const near = around.find(([at]) => Math.abs(lon[at] - lon[row]) < SAME && Math.abs(lat[at] - lat[row]) < SAME);
    if (near) {
      near.push(row);
      continue;
    }
    const own = [row];
    found.push(own);
    cells.set(`${x},${y}`, [...(cells.get(`${x},${y}`) ?? []), own]);
  }
  return found;
}
