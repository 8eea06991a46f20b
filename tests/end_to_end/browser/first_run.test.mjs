import assert from "node:assert/strict";
import { test } from "node:test";
import { emitter, openPage, startByScript, waitForLive } from "./world.mjs";

test("a newcomer's first run: one command, a bin in the page, an event that appears", async (t) => {
  const running = await startByScript(t);
  assert.ok(running.said().includes(running.bin_server), "it prints the address of the bin's page");
  assert.ok(running.said().includes(running.emitter), "it prints the address of the platform's page");
  const page = await openPage(t);
  await page.goto(running.bin_server);
  await page.getByRole("button", { name: "Create a bin" }).click();
  await waitForLive(page);
  const captureUrl = await page.getByLabel("Capture URL", { exact: true }).innerText();
  await page.evaluate(() => (window.sameVisit = true));
  await emitter("trigger", "PROJECT_VERSION_CREATE", "--url", captureUrl, "--set", "/version/name=Version #1");
  await page.getByText('"Version #1"', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => window.sameVisit), true, "without a reload");

  const platform = await openPage(t);
  await platform.goto(running.emitter);
  await platform.getByText("App version created").first().waitFor();
  await Promise.all([page.close(), platform.close()]);

  assert.equal(await running.interrupt(), 0, "Ctrl-C ends it");
  for (const url of [running.bin_server, running.emitter]) {
    await assert.rejects(fetch(url), undefined, "nothing listens any more");
  }
});
