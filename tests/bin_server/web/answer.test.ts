import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Answer, changeOf, formOf, FormFault, layOutForEditing, PRESETS, responseOf, responseText, summaryOf,
} from "bin_server/web/answer";

const plain: Answer = { status: 200, headers: [], body: null };

test("a form shows one answer and gives it back", () => {
  const form = formOf({
    status: 503, headers: [["Retry-After", "2"], ["X-A", "a: b"]], body: { bytes: 2, text: "no" }, delay_ms: 250,
  });
  assert.ok(form);
  assert.equal(form.headers, "Retry-After: 2\nX-A: a: b");
  assert.deepEqual(responseOf(form), {
    status: 503, headers: [["Retry-After", "2"], ["X-A", "a: b"]], body: "no", template: false, delay_ms: 250, drip: null,
    fault: "none",
  });
});

test("a form shows an answer however it was written", () => {
  assert.deepEqual(formOf({ status: 418, headers: { "X-A": "1" }, body: "tea", drip: null, delay_ms: null, fault: null }),
    formOf({ status: 418, headers: [["X-A", "1"]], body: { bytes: 3, text: "tea" } }));
});

test("what a form can not show is left to the JSON", () => {
  for (const answer of [
    { sequence: [{ status: 503 }], by: "attempt" }, { chances: [{ percent: 1 }] }, { rules: [{ when: "a" }] },
    { ...plain, body: { bytes: 1, base64: "/w==" } }, { body_base64: "/w==" }, { ...plain, delay_ms: [1, 2] },
    { ...plain, delay_ms: { median: 1, p95: 2 } }, { ...plain, drip: { bytes: 1, every_ms: 100 } },
  ] as Answer[]) {
    assert.equal(formOf(answer), undefined, JSON.stringify(answer));
  }
});

test("the form says what is wrong with its fields", () => {
  const form = formOf(plain);
  assert.ok(form);
  assert.throws(() => responseOf({ ...form, status: "2OO" }), new FormFault("The status is a whole number."));
  assert.throws(() => responseOf({ ...form, delayMs: "5s" }), new FormFault("The delay is a whole number."));
  assert.throws(() => responseOf({ ...form, headers: "X-A: 1\n\nRetry-After 2" }),
    new FormFault("Header line 3 is “Name: value”, with a colon between."));
});

test("a change in JSON keeps its digits and leaves nothing of the answer before", () => {
  assert.equal(changeOf(' {"status": 500, "seed": 9007199254740993} '),
    '{"response":{"headers":null,"body":null,"template":false,"delay_ms":null,"drip":null,"fault":null,' +
    '"status": 500, "seed": 9007199254740993}}');
  assert.equal(changeOf('{"sequence":[{}]}'), '{"response":{"seed":null,"sequence":[{}]}}');
  assert.doesNotMatch(changeOf('{"body_base64":"/w=="}'), /"body":/, "a body is given once");
  assert.equal(changeOf("null"), '{"response":null}');
});

test("JSON that can not be read is told where", () => {
  assert.throws(() => changeOf('{\n  "status": 2OO\n}'), new FormFault("At line 2, column 14 the JSON needs , or end."));
  assert.throws(() => changeOf("[]"), new FormFault("An answer is a JSON object, {…}."));
});

test("the answer is taken from the bin's text with its digits", () => {
  const bin = '{"id":"a","response":{"status":200,"headers":[["A","b"],["C","]"]],"body":null,"seed":9007199254740993},"x":1}';
  assert.equal(responseText(bin), [
    "{", '  "status": 200,', '  "headers": [', '    ["A", "b"],', '    ["C", "]"]', "  ],", '  "body": null,',
    '  "seed": 9007199254740993', "}",
  ].join("\n"));
  assert.equal(responseText('{"response":{"status":204}}'), '{\n  "status": 204\n}', "also as the last of its fields");
});

test("an answer is summed up in a word or two", () => {
  assert.equal(summaryOf(plain), "200");
  assert.equal(summaryOf({ ...plain, status: 503, delay_ms: 5 }), "503, delayed");
  assert.equal(summaryOf({ ...plain, fault: "reset" }), "reset");
  assert.equal(summaryOf({ ...plain, fault: "half" }), "half of a 200");
  assert.equal(summaryOf({ sequence: [], by: "attempt" }), "a sequence by attempt");
  assert.equal(summaryOf({ rules: [] }), "by rules");
});

test("every preset is an answer that can be laid out and sent", () => {
  assert.equal(new Set(PRESETS.map((preset) => preset.key)).size, PRESETS.length);
  for (const { answer } of PRESETS) {
    const text = layOutForEditing(JSON.stringify(answer));
    assert.deepEqual(JSON.parse(text), answer);
    assert.ok(JSON.parse(changeOf(text)).response);
  }
});
