import assert from "node:assert/strict";
import { test } from "node:test";
import { altered, triggered } from "./receiver.mjs";
import { schemes } from "./verifiers.mjs";

for (const { name, secret, other, accepts } of schemes) {
  test(`${name}: while secrets are rotated, the receivers with the old and with the new one accept`, async (t) => {
    const request = await triggered(t, name, [secret.sender, other.sender]);
    assert.ok(await accepts(request, secret.receiver));
    assert.ok(await accepts(request, other.receiver));
    assert.equal(await accepts(altered(request, 10), secret.receiver), false);
    assert.equal(await accepts(altered(request, 10), other.receiver), false);
  });

  test(`${name}: after the rotation the receiver with the old one refuses`, async (t) => {
    const request = await triggered(t, name, [other.sender]);
    assert.equal(await accepts(request, secret.receiver), false);
  });

  test(`${name}: a rotation with wrong secrets is refused by both`, async (t) => {
    const request = await triggered(t, name, [secret.sender, other.sender], "--fault", "wrong-secret");
    assert.equal(await accepts(request, secret.receiver), false);
    assert.equal(await accepts(request, other.receiver), false);
  });
}
