import assert from "node:assert/strict";
import { test } from "node:test";
import { altered, triggered } from "./receiver.mjs";
import { schemes } from "./verifiers.mjs";

for (const { name, secret, other, accepts, checksTime } of schemes) {
  test(`${name}: a receiver refuses a body of which any one byte was altered`, async (t) => {
    const request = await triggered(t, name, [secret.sender]);
    for (let place = 0; place < request.body.length; ++place) {
      assert.equal(await accepts(altered(request, place), secret.receiver), false, `byte ${place}`);
    }
    assert.ok(await accepts(request, secret.receiver));
  });

  test(`${name}: a receiver refuses what is signed with another secret`, async (t) => {
    const request = await triggered(t, name, [other.sender]);
    assert.equal(await accepts(request, secret.receiver), false);
    assert.ok(await accepts(request, other.receiver));
  });

  for (const fault of ["body-altered", "body-reserialised", "truncated-body", "wrong-secret", "missing-signature",
                       "malformed-signature"]) {
    test(`${name}: a receiver refuses --fault ${fault}`, async (t) => {
      const request = await triggered(t, name, [secret.sender], "--fault", fault);
      assert.equal(await accepts(request, secret.receiver), false);
    });
  }

  for (const [fault, isRefused] of [["stale-timestamp", checksTime.past], ["future-timestamp", checksTime.future]]) {
    test(`${name}: a receiver ${isRefused ? "refuses" : "can not know of"} --fault ${fault}`, async (t) => {
      const request = await triggered(t, name, [secret.sender], "--fault", fault);
      assert.equal(await accepts(request, secret.receiver), !isRefused);
    });
  }

  if (checksTime.past) {
    test(`${name}: a receiver accepts a time that is only a little off`, async (t) => {
      const request = await triggered(t, name, [secret.sender], "--fault", "stale-timestamp:by=4m");
      assert.ok(await accepts(request, secret.receiver));
    });
  }
}
