import assert from "node:assert/strict";
import { test } from "node:test";
import { visibleParts, visibleString } from "shared/web/visible_text";

test("text with nothing to hide stays one part", () => {
  for (const text of ["plain", "naïve 日本語 שלום", "👩‍👩‍👧 👍🏽", "<script>alert(1)</script>"]) {
    assert.deepEqual(visibleParts(text), [{ text }]);
  }
  assert.deepEqual(visibleParts(""), []);
});

test("control characters are shown by their pictures", () => {
  assert.equal(visibleString("a\0b\x1b[31m\x7f\r\n"), "a␀b␛[31m␡␍␊");
});

test("direction overrides are shown by their numbers and explained", () => {
  assert.deepEqual(visibleParts("\u202egpj.exe"), [
    { text: "U+202E", mark: "U+202E right-to-left override" },
    { text: "gpj.exe" },
  ]);
});

test("what looks like nothing or like a space is shown", () => {
  assert.equal(visibleString("a\u200bb\u00a0c\ufeffd\u{e0041}"), "aU+200BbU+00A0cU+FEFFdU+E0041");
});

test("a joiner outside of an emoji is shown", () => {
  assert.equal(visibleString("a\u200db"), "aU+200Db");
});

test("half of a surrogate pair is shown", () => {
  assert.equal(visibleString("\ud800x"), "U+D800x");
});

test("with lines, line feeds and tabs do their work and a carriage return is still shown", () => {
  assert.deepEqual(visibleParts("a\tb\nc", true), [{ text: "a\tb\nc" }]);
  assert.equal(visibleParts("a\r\nb", true).map((part) => part.text).join(""), "a␍\nb");
});
