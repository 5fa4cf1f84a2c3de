/** Sentences that Python worded, with slots that follow what the reader chooses. */

/** @import {Grammar, Relation} from "./payload.d.ts" */

/**
 * A whole number as the language writes it.
 *
 * @param {number} n
 * @param {Pick<Grammar, "group">} grammar
 */
export function grouped(n, { group }) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, group);
}

/**
 * Texts at even places, names of slots between them.
 *
 * @param {string[]} sentence
 * @param {Record<string, string | number>} slots
 * @param {Pick<Grammar, "group">} grammar
 */
export function filled(sentence, slots, grammar) {
  /** @param {string | number} slot */
  const text = (slot) => (typeof slot === "number" ? grouped(slot, grammar) : slot);
  return sentence.map((piece, i) => (i % 2 ? text(slots[piece]) : piece)).join("");
}

/**
 * The form of a sentence that fits a number, with the number filled in.
 *
 * @param {Record<string, string[]>} forms by plural form (Unicode CLDR)
 * @param {number} n
 * @param {Pick<Grammar, "plural" | "group">} grammar
 */
export function counted(forms, n, grammar) {
  const [form] = grammar.plural.find(([, parts]) => parts.some((part) => part.every((one) => holds(one, n)))) ?? ["other"];
  return filled(forms[form] ?? forms.other, { n }, grammar);
}

/**
 * Whether a number, or its rest by a modulus (0: itself), lies in one of the ranges.
 *
 * @param {Relation} relation
 * @param {number} n
 */
function holds([modulus, within, ranges], n) {
  const value = modulus ? n % modulus : n;
  return ranges.some(([low, high]) => low <= value && value <= high) === within;
}
