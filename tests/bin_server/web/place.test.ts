import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "bin_server/web/place";

test("the address says which bin and which request", () => {
  assert.deepEqual(placeOf("/", "", ""), { bin: undefined, query: "", view: "newest" });
  assert.deepEqual(placeOf("/bins/orders_1-a", "", ""), { bin: "orders_1-a", query: "", view: "newest" });
  assert.deepEqual(placeOf("/bins/orders/", "", "#42"), { bin: "orders", query: "", view: { seq: 42 } });
  assert.deepEqual(placeOf("/bins/orders", "", "#send"), { bin: "orders", query: "", view: "send" });
  assert.deepEqual(placeOf("/bins/orders", "", "#answer"), { bin: "orders", query: "", view: "answer" });
});

test("the address keeps a search, whatever it holds", () => {
  assert.equal(placeOf("/bins/orders", `?q=${encodeURIComponent("a+b size:>10k \"x\"")}`, "#3").query, 'a+b size:>10k "x"');
  assert.equal(placeOf("/", "?q=a", "").query, "", "the list of bins has none");
});

test("what is no number of a request is no choice", () => {
  for (const hash of ["#0", "#-1", "#1e3", "#99999999999999999999", "#<b>"]) {
    assert.equal(placeOf("/bins/orders", "", hash).view, "newest", hash);
  }
});
