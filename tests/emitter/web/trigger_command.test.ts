import assert from "node:assert/strict";
import { test } from "node:test";
import { targetFault, triggerCommand } from "emitter/web/trigger_command";

test("the command names the event and the target, safe for a shell", () => {
  const plain = triggerCommand("PROJECT_PUBLISH", " http://h/b/x ");
  assert.equal(plain, "emitter trigger PROJECT_PUBLISH \\\n  --url http://h/b/x");
  const quoted = triggerCommand("PROJECT_TEST", "http://h/?a=1&b=2");
  assert.equal(quoted, "emitter trigger PROJECT_TEST \\\n  --url 'http://h/?a=1&b=2'");
});

test("without a target the command has one to begin with", () => {
  assert.match(triggerCommand("PROJECT_TEST", ""), /--url http:\/\/localhost:3000\/hook$/);
});

test("a target that can not be called is said to be so", () => {
  assert.equal(targetFault(""), undefined);
  assert.equal(targetFault("https://example.test/hook"), undefined);
  assert.match(targetFault("localhost:3000") ?? "", /begins with http/);
  assert.match(targetFault("http://") ?? "", /no URL/);
  assert.match(targetFault("http://h:99999/") ?? "", /port/);
});
