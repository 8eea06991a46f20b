import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { doubleQuoted, powerShellQuoted, shellWord, singleQuoted } from "shared/web/quoting";

test("a shell word arrives as the text that it was made from", () => {
  const texts = [
    "http://127.0.0.1:8080/b/x", "", "a b", "it's", "$(touch x)", "`id`", "a\nb", '"', "\\", "-n", "*", "~", "a;b",
  ];
  for (const text of texts) {
    assert.equal(execFileSync("sh", ["-c", `printf %s. ${shellWord(text)}`], { encoding: "utf8" }), `${text}.`, text);
  }
});

test("a URL without special characters needs no quotes", () => {
  assert.equal(shellWord("http://127.0.0.1:8080/b/bin_01?x=1"), "'http://127.0.0.1:8080/b/bin_01?x=1'");
  assert.equal(shellWord("http://127.0.0.1:8080/b/bin_01"), "http://127.0.0.1:8080/b/bin_01");
});

test("quotes within quotes are escaped as each language has it", () => {
  assert.equal(doubleQuoted('a"b\\'), '"a\\"b\\\\"');
  assert.equal(singleQuoted("a'b\\"), "'a\\'b\\\\'");
  assert.equal(powerShellQuoted("a'b"), "'a''b'");
});
