import assert from "node:assert/strict";
import { test } from "node:test";
import { type JsonLine, layOutJson } from "shared/web/json_text";

function laidOut(text: string): string {
  const layout = layOutJson(text);
  assert.ok("lines" in layout, `${text} is laid out`);
  const show = (line: JsonLine): string => "  ".repeat(line.depth) + line.tokens.map((token) => token.text).join("");
  return layout.lines.map(show).join("\n");
}

function faultOf(text: string): string {
  const layout = layOutJson(text);
  assert.ok("fault" in layout, `${text} is refused`);
  return `${layout.fault.line}:${layout.fault.column} ${layout.fault.expected}`;
}

test("numbers, escapes and repeated keys stay as they were written", () => {
  assert.equal(
    laidOut('{"n":12345678901234567890.10,"n":-0.0e+99,"s":"\\u0041\\/"}'),
    '{\n  "n": 12345678901234567890.10,\n  "n": -0.0e+99,\n  "s": "\\u0041\\/"\n}',
  );
});

test("empty objects and arrays stay on their line, others are opened", () => {
  assert.equal(
    laidOut('{"a":{},"b":[ ],"c":[1,[2]]}'),
    '{\n  "a": {},\n  "b": [],\n  "c": [\n    1,\n    [\n      2\n    ]\n  ]\n}',
  );
});

test("a value alone is JSON", () => {
  for (const text of ["1", '"a"', "null", " true\n", "[]"]) assert.equal(laidOut(text), text.trim());
});

test("the tokens of any layout are the tokens of the text", () => {
  const text = ' { "a" : [ 1 , { "b" : "c d" } , [ ] ] , "e" : null }\r\n';
  const squeezed = (some: string): string => some.replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, "");
  assert.equal(squeezed(laidOut(text)), squeezed(text));
});

test("each line knows the pointer of its value", () => {
  const layout = layOutJson('{"a/b":{"~":[10,20]},"":1}');
  assert.ok("lines" in layout);
  assert.deepEqual(
    layout.lines.map((line) => line.pointer),
    ["", "/a~1b", "/a~1b/~0", "/a~1b/~0/0", "/a~1b/~0/1", "/a~1b/~0", "/a~1b", "/", ""],
  );
});

test("what is not JSON is refused with the place and what was expected there", () => {
  const faults: [string, string][] = [
    ["", "1:1 value"],
    ["{", "1:2 name or }"],
    ['{"a"}', "1:5 :"],
    ['{"a":1,}', "1:8 name"],
    ["[1,]", "1:4 value"],
    ["[1}", "1:3 , or end"],
    ["[\n1\n2]", "3:1 , or end"],
    ["1 2", "1:3 nothing"],
    ["01", "1:2 nothing"],
    ["+1", "1:1 value"],
    ['"a', "1:1 value"],
    ['"\\x"', "1:1 value"],
    ['"\\u12g4"', "1:1 value"],
    ['"\t"', "1:1 value"],
    ["{'a':1}", "1:2 name or }"],
    ["undefined", "1:1 value"],
    ["\ufeff{}", "1:1 value"],
  ];
  for (const [text, fault] of faults) assert.equal(faultOf(text), fault, text);
});

test("it agrees with JSON.parse on what is JSON", () => {
  const pieces = ["{", "}", "[", "]", ",", ":", '"a"', "1", "-", ".5", "e3", "true", " ", "\n", '"\\"'];
  let state = 7; // a small generator with a fixed seed: the same texts in every run
  const next = (below: number): number => (state = (state * 48271) % 2147483647) % below;
  for (let round = 0; round < 20000; round += 1) {
    const text = Array.from({ length: next(8) }, () => pieces[next(pieces.length)]).join("");
    let valid = true;
    try {
      JSON.parse(text);
    } catch {
      valid = false;
    }
    assert.equal("lines" in layOutJson(text), valid, JSON.stringify(text));
  }
});

test("depth and length need no stack", () => {
  const deep = 100_000;
  assert.ok("lines" in layOutJson("[".repeat(deep) + "]".repeat(deep)));
  assert.ok("lines" in layOutJson(`"${"\\n".repeat(2_000_000)}"`));
});
