import assert from "node:assert/strict";
import { test } from "node:test";
import {
  assertNoSidewaysScroll, createBin, openPage, shell, startBinServer, startEmitter,
} from "./world.mjs";

test("the catalogue shows every event type under what it is about", async (t) => {
  const emitter = await startEmitter(t);
  const page = await openPage(t);
  await page.goto(emitter.url);
  await page.getByRole("link", { name: "App version created" }).waitFor();
  assert.equal(await page.getByLabel("App events").getByRole("link").count(), 14);
  assert.equal(await page.getByLabel("Account events").getByRole("link").count(), 3);
  assert.equal(await page.getByText("documented", { exact: true }).count(), 2);
});

test("the command that is shown fires the chosen event at the given URL", async (t) => {
  const emitter = await startEmitter(t);
  const server = await startBinServer(t);
  const bin = await createBin(server);
  const page = await openPage(t);
  await page.goto(emitter.url);
  await page.getByRole("link", { name: "App renamed" }).click();
  await page.getByLabel("URL to send it to").fill(bin.capture_url);
  await shell(await page.getByLabel("the trigger command", { exact: true }).innerText());
  const { requests } = await (await fetch(`${server.url}/api/v1/bins/${bin.id}/requests`)).json();
  assert.deepEqual(requests.map((request) => request.delivery?.event_type), ["PROJECT_RENAME"]);

  await page.reload();
  assert.equal(await page.getByLabel("URL to send it to").inputValue(), bin.capture_url, "the URL is remembered");
});

test("the example and the schema of a type are shown", async (t) => {
  const emitter = await startEmitter(t);
  const page = await openPage(t);
  await page.goto(`${emitter.url}/#PROJECT_VERSION_CREATE`);
  await page.getByText('"Version #1"', { exact: true }).waitFor();
  await page.getByRole("radio", { name: "JSON Schema" }).click();
  await page.getByText('"https://json-schema.org/draft/2020-12/schema"', { exact: true }).waitFor();
});

test("a URL that can not be called is said to be so", async (t) => {
  const emitter = await startEmitter(t);
  const page = await openPage(t);
  await page.goto(emitter.url);
  await page.getByLabel("URL to send it to").fill("localhost:3000");
  await page.getByText("begins with http://").waitFor();
});

for (const width of [360, 768, 1440]) {
  test(`the catalogue does not scroll sideways at ${width} px`, async (t) => {
    const emitter = await startEmitter(t);
    const page = await openPage(t, { viewport: { width, height: 800 } });
    await page.goto(emitter.url);
    await page.getByRole("link", { name: "App version created" }).waitFor();
    await assertNoSidewaysScroll(page, "the list");
    await page.goto(`${emitter.url}/#PROJECT_PUBLISH_HEROKU`);
    await page.getByRole("heading", { name: "App published on Heroku" }).waitFor();
    await page.locator(".json-line").first().waitFor();
    await assertNoSidewaysScroll(page, "an event type");
  });
}
