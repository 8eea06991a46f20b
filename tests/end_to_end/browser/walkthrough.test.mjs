import assert from "node:assert/strict";
import { test } from "node:test";
import {
  capture, createBin, emitter, openPage, shell, shownSeqs, startBinServer, waitForLive,
} from "./world.mjs";

test("a bin made in the page shows a triggered event without a reload", async (t) => {
  const server = await startBinServer(t);
  const page = await openPage(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(server.url);
  await page.getByLabel("Name").fill("AppVersionCreated");
  await page.getByRole("button", { name: "Create a bin" }).click();
  await page.waitForURL(/\/bins\/[A-Za-z0-9_-]+$/);
  await page.getByRole("heading", { name: "Listening" }).waitFor();
  await waitForLive(page);
  await page.evaluate(() => (window.sameVisit = true));

  await page.getByRole("button", { name: "Copy the capture URL" }).click();
  const captureUrl = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(captureUrl, await page.getByLabel("Capture URL", { exact: true }).innerText());
  assert.match(captureUrl, new RegExp(`^${server.url}/b/[A-Za-z0-9_-]+$`));

  await emitter("trigger", "PROJECT_VERSION_CREATE", "--url", captureUrl, "--set", "/version/name=Version #1");
  await page.getByText('"Version #1"', { exact: true }).waitFor();
  await page.getByLabel("Verdict").getByText("valid", { exact: true }).waitFor();
  assert.deepEqual(await shownSeqs(page), [1]);

  await emitter("trigger", "PROJECT_VERSION_CREATE", "--url", captureUrl, "--set", "/version/name=Version #2");
  await page.getByText('"Version #2"', { exact: true }).waitFor();
  assert.deepEqual(await shownSeqs(page), [2, 1]);
  await page.locator('li[data-key="1"] a').click();
  await page.getByText('"Version #1"', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => window.sameVisit), true, "it was one visit all along");
});

test("the command that the page offers for emitter is the one that works", async (t) => {
  const server = await startBinServer(t);
  const page = await openPage(t);
  await page.goto(server.url);
  await page.getByRole("button", { name: "Create a bin" }).click();
  const command = await page.locator(".code-block pre").innerText();
  await shell(command);
  await page.getByText('"Version #1"', { exact: true }).waitFor();
});

test("the chosen language is remembered", async (t) => {
  const server = await startBinServer(t);
  const page = await openPage(t);
  await page.goto(server.url);
  await page.getByRole("button", { name: "Create a bin" }).click();
  await page.getByRole("radio", { name: "Python" }).click();
  await page.reload();
  await page.locator(".code-block pre", { hasText: "urllib.request" }).waitFor();
  assert.equal(await page.getByRole("radio", { name: "Python" }).getAttribute("aria-checked"), "true");
});

test("clearing keeps the bin, deleting ends it", async (t) => {
  const server = await startBinServer(t);
  const page = await openPage(t);
  await page.goto(server.url);
  await page.getByLabel("Name").fill("to be deleted");
  await page.getByRole("button", { name: "Create a bin" }).click();
  const captureUrl = await page.getByLabel("Capture URL", { exact: true }).innerText();
  await fetch(captureUrl, { method: "POST", body: "one" });
  await page.locator('li[data-key="1"]').waitFor();

  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  assert.deepEqual(await shownSeqs(page), [1], "nothing happens without a yes");
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Clear" }).click();
  await page.getByRole("heading", { name: "Listening" }).waitFor();
  await fetch(captureUrl, { method: "POST", body: "two" });
  await page.locator('li[data-key="2"]').waitFor();
  assert.deepEqual(await shownSeqs(page), [2], "numbers go on where they were");

  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "Catch every webhook" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "to be deleted" }).count(), 0);
  assert.equal((await fetch(captureUrl, { method: "POST", body: "three" })).status, 404);
});

test("what arrives while the bin is being cleared is shown", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/${bin.id}`);
  await waitForLive(page);
  await capture(bin, '{"number":1}');
  await page.locator('li[data-key="1"]').waitFor();

  // The list that the page reads after clearing gets to it later than the next capture does.
  await page.route(/\/requests\?limit=/, async (route) => {
    const empty = await route.fetch();
    await capture(bin, '{"number":2}');
    await page.locator('li[data-key="2"]').waitFor();
    await route.fulfill({ response: empty });
  });
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Clear" }).click();
  await page.locator('li[data-key="1"]').waitFor({ state: "detached" });
  assert.deepEqual(await shownSeqs(page), [2]);
});

test("a bin that is not there is said to be so, with the way to the others", async (t) => {
  const server = await startBinServer(t);
  const page = await openPage(t, { expected: [/status of 404/] });
  await page.goto(`${server.url}/bins/never_made`);
  await page.getByRole("alert").waitFor();
  await page.getByRole("link", { name: "all bins" }).click();
  await page.getByRole("button", { name: "Create a bin" }).waitFor();
});
