import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf } from "bin_server/web/bin_api";

test("a request that broke off, one that is no HTTP and an odd one are told apart", () => {
  assert.equal(faultOf({ complete: true, problems: [] }), undefined);
  assert.equal(faultOf({ complete: true, problems: ["a header line ends without CR"] }), "odd");
  assert.equal(faultOf({ complete: false, problems: ["malformed: a header line has no colon"] }), "malformed");
  assert.equal(faultOf({ complete: false, problems: ["incomplete: the sender hung up before the end"] }), "incomplete");
  assert.equal(faultOf({ complete: false, problems: [] }), "incomplete");
});
