/** Whole local days since 1970-01-01, and the windows they fall into. No clock, no time zone. */

/**
 * @typedef {{start: number, stop: number}} Window `stop` does not belong to it
 */

/**
 * The calendar date of a day, as 2017-05-04.
 *
 * @param {number} day
 */
export function isoDate(day) {
  return new Date(day * 86400000).toISOString().slice(0, 10);
}

/**
 * The day of a calendar date; NaN for anything else.
 *
 * @param {string} text
 */
export function dayOf(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / 86400000 : NaN;
}

/**
 * A day in words, as "4 May 2017", with or without its year.
 *
 * @param {number} day
 * @param {string[]} months their names, January first
 * @param {boolean} [year]
 */
export function dayText(day, months, year = true) {
  const date = new Date(day * 86400000);
  const text = `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
  return year ? `${text} ${date.getUTCFullYear()}` : text;
}

/**
 * A span of days in words, as "15 April – 3 May 2017" or "4–22 May 2017".
 *
 * @param {number} first
 * @param {number} last inclusive
 * @param {string[]} months their names, January first
 */
export function spanText(first, last, months) {
  const [a, b] = [new Date(first * 86400000), new Date(last * 86400000)];
  const sameYear = a.getUTCFullYear() === b.getUTCFullYear();
  if (first === last) return dayText(first, months);
  if (sameYear && a.getUTCMonth() === b.getUTCMonth()) return `${a.getUTCDate()}–${dayText(last, months)}`;
  return `${dayText(first, months, !sameYear)} – ${dayText(last, months)}`;
}

/**
 * Which window a range of possible days lies in (0 or 1), or why in neither: -1 outside
 * both, -2 in the gap, -3 across the event, -4 across another edge of a window.
 *
 * @param {number} first
 * @param {number} last inclusive
 * @param {Window} before
 * @param {Window} after
 * @param {number} event
 */
export function classified(first, last, before, after, event) {
  if (first >= before.start && last < before.stop) return 0;
  if (first >= after.start && last < after.stop) return 1;
  if (first >= before.stop && last < after.start) return -2;
  if (first < event && last >= event) return -3;
  return last < before.start || first >= after.stop ? -1 : -4;
}

/**
 * The windows for another event day: the gap stays as it is, and the outer edges too unless
 * others are given.
 *
 * @param {Window} before
 * @param {Window} after
 * @param {number} event
 * @param {number} moved the other event day
 * @param {number} [start] the first day of the earlier window
 * @param {number} [stop] the day after the last one of the later window
 * @returns {[Window, Window]}
 */
export function recut(before, after, event, moved, start = before.start, stop = after.stop) {
  return [
    { start, stop: before.stop + moved - event },
    { start: after.start + moved - event, stop },
  ];
}
