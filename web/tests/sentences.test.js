import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { dayText } from "../src/days.js";
import { counted, filled } from "../src/sentences.js";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8"));

for (const [lang, { sentences, said }] of Object.entries(vectors.sentences)) {
  test(`every sentence is filled as Python words it (${lang})`, () => {
    const grammar = vectors.spans.grammar[lang];
    for (const { n, day, count, title, subtitle, moved } of said) {
      const slots = {
        day: dayText(day, grammar),
        before: counted(sentences.days, n, grammar),
        after: counted(sentences.days, n + 7, grammar),
      };
      assert.equal(counted(sentences.counts, n, grammar), count);
      assert.equal(filled(sentences.title, slots, grammar), title);
      assert.equal(filled(sentences.subtitle, slots, grammar), subtitle);
      assert.equal(filled(sentences.moved, slots, grammar), moved);
    }
    assert.ok(said.length > 100);
  });
}
