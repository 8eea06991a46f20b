import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "bin_server/web/place";

test("the address says which bin and which request", () => {
  assert.deepEqual(placeOf("/", ""), { bin: undefined, view: "newest" });
  assert.deepEqual(placeOf("/bins/orders_1-a", ""), { bin: "orders_1-a", view: "newest" });
  assert.deepEqual(placeOf("/bins/orders/", "#42"), { bin: "orders", view: { seq: 42 } });
  assert.deepEqual(placeOf("/bins/orders", "#send"), { bin: "orders", view: "send" });
});

test("what is no number of a request is no choice", () => {
  for (const hash of ["#0", "#-1", "#1e3", "#99999999999999999999", "#<b>"]) {
    assert.equal(placeOf("/bins/orders", hash).view, "newest", hash);
  }
});
