/** Whole local days since 1970-01-01, and the windows they fall into. No clock, no time zone. */

/** @import {Grammar} from "./payload.d.ts" */

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
 * @param {Pick<Grammar, "months" | "dates">} grammar
 * @param {boolean} [year]
 */
export function dayText(day, { months, dates }, year = true) {
  const date = new Date(day * 86400000);
  const number = date.getUTCDate();
  return patterned(year ? dates.day : dates.day_of_year, {
    day: number === 1 ? (dates.first_of_month ?? "1") : String(number),
    month: months[date.getUTCMonth()],
    year: String(date.getUTCFullYear()),
  });
}

/**
 * A span of days in words, as "15 April – 3 May 2017" or "4–22 May 2017".
 *
 * @param {number} first
 * @param {number} last inclusive
 * @param {Pick<Grammar, "months" | "dates">} grammar
 */
export function spanText(first, last, grammar) {
  const [a, b] = [new Date(first * 86400000), new Date(last * 86400000)];
  if (first === last) return dayText(first, grammar);
  const sameYear = a.getUTCFullYear() === b.getUTCFullYear();
  const sameMonth = sameYear && a.getUTCMonth() === b.getUTCMonth();
  const { span_in_month, span_in_year, span } = grammar.dates;
  return patterned(sameMonth ? span_in_month : sameYear ? span_in_year : span, {
    first_number: String(a.getUTCDate()),
    first_short: dayText(first, grammar, false),
    first: dayText(first, grammar),
    last: dayText(last, grammar),
  });
}

/**
 * @param {string} pattern
 * @param {Record<string, string>} slots
 */
function patterned(pattern, slots) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => slots[name] ?? "");
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
