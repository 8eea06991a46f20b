import assert from "node:assert/strict";
import { test } from "node:test";
import { formPairs } from "bin_server/web/form_text";

test("a form is shown field by field, in order and with repeats", () => {
  assert.deepEqual(formPairs("application/x-www-form-urlencoded; charset=utf-8", "a=1&b=c+d&a=%F0%9F%98%80&e"), [
    ["a", "1"], ["b", "c d"], ["a", "😀"], ["e", ""],
  ]);
});

test("what is no form, and a form of too many fields, is left as it is", () => {
  assert.equal(formPairs("application/json", "a=1"), undefined);
  assert.equal(formPairs(null, "a=1"), undefined);
  assert.equal(formPairs("application/x-www-form-urlencoded", undefined), undefined);
  assert.equal(formPairs("application/x-www-form-urlencoded", "a&".repeat(1001)), undefined);
});
