// A bin as one HTML file: it is opened from the disk, without a network, and nothing of what was captured runs.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  assertNoSidewaysScroll, capture, createBin, openPage, startBinServer, temporaryFolder, writeBytes,
} from "./world.mjs";

const SCRIPT = "<img src=x onerror=window.ran=1><script>window.ran=1</script><style>body{display:none}</style>";
const LONG = "x".repeat(3000);

async function saveExport(t, server, more = "") {
  const answer = await fetch(`${server.url}/api/v1/bins/sent/export?format=html${more}`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("Content-Disposition"), /^attachment; filename="sent.html"$/);
  const file = join(temporaryFolder(t), "sent.html");
  writeFileSync(file, await answer.text());
  return pathToFileURL(file).href;
}

async function binOfAllKinds(t) {
  const server = await startBinServer(t);
  const bin = await createBin(server, { id: "sent", name: `Orders ${SCRIPT}` });
  await capture(bin, '{"order":{"id":7,"items":[1,2],"note":"Gr\u00fc\u00dfe \u202eevil"}}',
    { "Content-Type": "application/json", Authorization: "Bearer s3cret", "X-Long": LONG });
  await fetch(`${bin.capture_url}/${LONG}?token=s3cret&q=${encodeURIComponent(SCRIPT)}`, { method: "DELETE" });
  await capture(bin, SCRIPT, { "Content-Type": "text/html" });
  await capture(bin, new Uint8Array(5_000).map((_, index) => index), { "Content-Type": "application/octet-stream" });
  await writeBytes(server, `POST /b/sent HTTP/1.1\r\nX: ${SCRIPT}\r\nno colon s3cret ${SCRIPT}\r\n\r\n`, true);
  await capture(bin, "line\n".repeat(20_000), { "Content-Type": "text/plain" });
  return server;
}

async function change(server, method, path, json) {
  const answer = await fetch(`${server.url}/api/v1/bins/sent${path}`, { method, body: JSON.stringify(json) });
  assert.equal(answer.status, 200, await answer.text());
}

// One more capture, with all that can be noted of one.
async function noteEverything(server) {
  await change(server, "PATCH", "", { response: { sequence: [{
    status: 503, headers: { "Retry-After": "2", "Set-Cookie": "s3cret", "X-Long": LONG }, body: SCRIPT, delay_ms: 1,
  }] } });
  await fetch(`${server.url}/b/sent/noted`, { method: "POST", body: "{}" });
  await change(server, "PATCH", "/requests/7",
    { pinned: true, note: `Ask Max\nabout ${SCRIPT} ${LONG}`, tags: ["slow", "two words", "<b>bold</b>", LONG.slice(0, 50)] });
  await change(server, "POST", "/requests/7/replay",
    { to: `${server.url}/b/sent/again?token=s3cret`, headers: { Authorization: "s3cret", "X-Long": LONG }, body: SCRIPT });
  await change(server, "POST", "/requests/7/replay", { to: `http://127.0.0.1:1/${LONG}` });
}

async function openAll(page) {
  for (const summary of await page.locator("summary").all()) await summary.click();
}

test("the file opens offline, shows everything as text and runs nothing", async (t) => {
  const server = await binOfAllKinds(t);
  const file = await saveExport(t, server);
  await server.stop();
  const requests = [];
  const page = await openPage(t, { offline: true });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(file);
  await openAll(page);
  assert.equal(await page.locator("details[open]").count(), 6);
  await page.getByRole("heading", { name: "Orders <img" }).waitFor();
  await page.locator("pre", { hasText: "<script>window.ran=1</script>" }).waitFor();
  await page.locator("pre", { hasText: "00000010  10 11 12" }).waitFor();
  await page.getByText("the first 4.0 KiB of it").or(page.getByText("the first 4 KiB of it")).waitFor();
  assert.equal(await page.locator(".mark", { hasText: "U+202E" }).count(), 1);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.locator("img, script, iframe, link, form, a, object").count(), 0);
  assert.equal(await page.locator("style").count(), 1);
  assert.ok(await page.locator("h1").isVisible(), "the captured style sheet does nothing");
  assert.deepEqual(requests, [file], "it asks for nothing");
});

test("secrets are masked unless they are asked for", async (t) => {
  const server = await binOfAllKinds(t);
  const page = await openPage(t);
  await page.goto(await saveExport(t, server));
  assert.ok(!(await page.content()).includes("s3cret"));
  await page.goto(await saveExport(t, server, "&redact=false"));
  assert.ok((await page.content()).includes("Bearer s3cret"));
});

test("what was answered, marks and exchanges are shown, as text and masked", async (t) => {
  const server = await binOfAllKinds(t);
  await noteEverything(server);
  const page = await openPage(t);
  await page.goto(await saveExport(t, server));
  const noted = page.locator("main > details").nth(6);
  await noted.locator(".chip.pin", { hasText: "pinned" }).waitFor();
  await noted.locator("summary").first().click();
  await noted.getByRole("heading", { name: /^Answer 503 Service Unavailable, step .sequence.0, after 1.0ms$/ }).waitFor();
  await noted.locator(".note", { hasText: "about <img" }).waitFor();
  assert.equal(await noted.locator("p .chip").count(), 4, "all tags");
  const exchanges = noted.locator(".exchange");
  assert.equal(await exchanges.count(), 2);
  await exchanges.nth(0).locator("summary").click();
  await exchanges.nth(0).locator("pre", { hasText: "<script>window.ran=1</script>" }).first().waitFor();
  await exchanges.nth(1).locator("summary").click();
  await exchanges.nth(1).getByText("refused").first().waitFor();
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.ok(!(await page.content()).includes("s3cret"));
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1440]) {
    test(`the file reads well at ${width} px, ${colorScheme}`, async (t) => {
      const server = await binOfAllKinds(t);
      await noteEverything(server);
      const page = await openPage(t, { colorScheme, viewport: { width, height: 800 } });
      await page.goto(await saveExport(t, server));
      await assertNoSidewaysScroll(page, "the list");
      await openAll(page);
      await assertNoSidewaysScroll(page, "all of it");
    });
  }
}
