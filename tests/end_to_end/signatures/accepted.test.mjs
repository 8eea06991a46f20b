import assert from "node:assert/strict";
import { test } from "node:test";
import { triggered } from "./receiver.mjs";
import { schemes } from "./verifiers.mjs";

for (const { name, secret, accepts } of schemes) {
  test(`${name}: a receiver accepts what is signed with its secret`, async (t) => {
    assert.ok(await accepts(await triggered(t, name, [secret.sender]), secret.receiver));
  });

  test(`${name}: a body with letters of all sizes is signed as the bytes that are sent`, async (t) => {
    const request = await triggered(t, name, [secret.sender], "--set", "/version/name=Grüße, 世界 🎉");
    assert.match(request.body.toString(), /Grüße, 世界 🎉/);
    assert.ok(await accepts(request, secret.receiver));
  });

  // They spoil what no signature covers, or spoil it before it is signed.
  for (const fault of ["schema-missing-key", "schema-extra-key", "oversized-body:bytes=64KiB", "wrong-content-type",
                       "extra-headers", "wrong-event-type", "slow-write:by=1ms", "delay:by=1ms"]) {
    test(`${name}: the signature is right with --fault ${fault}`, async (t) => {
      assert.ok(await accepts(await triggered(t, name, [secret.sender], "--fault", fault), secret.receiver));
    });
  }
}
