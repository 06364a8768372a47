// What a page calls things, without a page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { phaseName } from "../../server/web/static/words.js";

test("a phase goes by its own name in the reader's language, else by the usual one, else by its key", () => {
  const page = { lang: "en", words: { phases: { qna: "Questions and answers" } } };
  const named = { key: "qna", name: { id: "Sambutan", en: "Welcome" } };
  assert.equal(phaseName(named, page), "Welcome");
  assert.equal(phaseName(named, { ...page, lang: "id" }), "Sambutan");
  assert.equal(phaseName({ key: "x", name: { id: "Sambutan" } }, page), "Sambutan");
  assert.equal(phaseName({ key: "qna" }, page), "Questions and answers");
  assert.equal(phaseName({ key: "visit" }, page), "visit");
  assert.equal(phaseName(undefined, page), "");
});
