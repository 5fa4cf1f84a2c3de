/** The strikes that a reader has selected, for a notebook around the page to read. */

/**
 * `asked` is whether anybody reads the selection; without, the page offers none.
 * @typedef {{asked: boolean, has: (row: number) => boolean, rows: () => Uint32Array<ArrayBuffer>,
 *   take: (rows: Iterable<number>) => void, add: (rows: Iterable<number>) => void,
 *   toggle: (row: number) => void, ask: () => void, watch: (act: () => void) => void}} Picked
 */

/** @returns {Picked} */
export function picking() {
  let picked = /** @type {Set<number>} */ (new Set());
  const acts = /** @type {(() => void)[]} */ ([]);

  /** @param {Iterable<number>} rows */
  function take(rows) {
    picked = new Set(rows);
    for (const act of acts) act();
  }

  const made = {
    asked: false,
    has: /** @param {number} row */ (row) => picked.has(row),
    rows: () => Uint32Array.from(picked).sort(),
    take,
    add: /** @param {Iterable<number>} rows */ (rows) => take([...picked, ...rows]),
    toggle: /** @param {number} row */ (row) => take(picked.has(row) ? [...picked].filter((other) => other !== row) : [...picked, row]),
    ask() {
      if (made.asked) return;
      made.asked = true;
      take(picked);
    },
    watch: /** @param {() => void} act */ (act) => acts.push(act),
  };
  return made;
}
