/** Sentences that Python worded, with slots that follow what the reader chooses. */

/** @import {Payload} from "./payload.d.ts" */

/**
 * Texts at even places, names of slots between them.
 *
 * @param {string[]} sentence
 * @param {Record<string, string | number>} slots
 */
export function filled(sentence, slots) {
  return sentence.map((piece, i) => (i % 2 ? String(slots[piece]) : piece)).join("");
}

/**
 * The form of a sentence that fits a number, with the number filled in.
 *
 * @param {Record<string, string[]>} forms by plural form (Unicode CLDR)
 * @param {number} n
 * @param {Payload["lang"]} lang
 */
export function counted(forms, n, lang) {
  return filled(forms[new Intl.PluralRules(lang).select(n)] ?? forms.other, { n });
}
