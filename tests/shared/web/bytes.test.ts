import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOfBase64, hexRows } from "shared/web/bytes";

test("bytes are listed by row, the last one padded", () => {
  const bytes = Uint8Array.from([0, 0xff, 0x41, 0x7f, 0x20]);
  assert.deepEqual(hexRows(bytes, 4, 10), [
    { offset: "00000000", hex: "00 ff 41 7f", ascii: "..A." },
    { offset: "00000004", hex: "20         ", ascii: " " },
  ]);
});

test("no more rows than wanted are made", () => {
  assert.equal(hexRows(new Uint8Array(1000), 16, 3).length, 3);
  assert.deepEqual(hexRows(new Uint8Array(0), 16, 3), []);
});

test("base64 gives the bytes back, all of them", () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index);
  assert.deepEqual(bytesOfBase64(Buffer.from(all).toString("base64")), all);
});
