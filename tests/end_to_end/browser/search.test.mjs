import assert from "node:assert/strict";
import { test } from "node:test";
import {
  assertNoSidewaysScroll, capture, createBin, openPage, shownSeqs, startBinServer, waitForDetail, waitForLive,
} from "./world.mjs";

// What Chromium itself says of an answer that is a 400.
const REFUSED = [/status of 400/];

async function binWithAnimals(t) {
  const server = await startBinServer(t);
  const bin = await createBin(server, { id: "animals" });
  for (const animal of ["cat", "dog", "cat"]) await capture(bin, `{"animal":"${animal}"}`);
  return { server, bin };
}

async function waitForSeqs(page, seqs) {
  await page.waitForFunction((wanted) => {
    const rows = [...document.querySelectorAll(".windowed-list li")].sort((a, b) => a.offsetTop - b.offsetTop);
    return rows.map((row) => row.dataset.key).join() === wanted;
  }, seqs.join());
}

test("a search finds, shows what arrives and matches, and can be shared and left", async (t) => {
  const { server, bin } = await binWithAnimals(t);
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/animals`);
  await waitForLive(page);
  await waitForSeqs(page, [3, 2, 1]);
  await page.keyboard.press("/");
  await page.keyboard.type("body.animal:cat");
  await waitForSeqs(page, [3, 1]);
  await page.getByText("2 found").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("q"), "body.animal:cat");
  await waitForLive(page);

  await capture(bin, '{"animal":"dog"}');
  await capture(bin, '{"animal":"cat"}');
  await waitForSeqs(page, [5, 3, 1]);

  await page.locator('li[data-key="1"] a').click();
  await waitForDetail(page, 1);
  assert.equal(new URL(page.url()).searchParams.get("q"), "body.animal:cat", "a request is chosen within the search");
  await page.reload();
  await waitForSeqs(page, [5, 3, 1]);
  await waitForDetail(page, 1);
  assert.equal(await page.getByLabel("Search requests").inputValue(), "body.animal:cat");

  await page.getByLabel("Search requests").focus();
  await page.keyboard.press("Escape");
  await waitForSeqs(page, [5, 4, 3, 2, 1]);
  assert.equal(new URL(page.url()).search, "");
});

test("a mistake is pointed at, and leaves what is shown as it is", async (t) => {
  const { server, bin } = await binWithAnimals(t);
  const page = await openPage(t, { expected: REFUSED });
  await page.goto(`${server.url}/bins/animals?q=body.animal:cat`);
  await waitForSeqs(page, [3, 1]);
  const field = page.getByLabel("Search requests");
  await field.fill("body.animal:cat mehtod:POST");
  const fault = page.locator(".search-fault");
  await fault.getByText("did you mean method?").waitFor();
  assert.equal(await fault.locator("mark").innerText(), "m");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await capture(bin, '{"animal":"cat"}');
  await waitForSeqs(page, [4, 3, 1]);
  await field.fill("dog");
  await waitForSeqs(page, [2]);
  await fault.waitFor({ state: "detached" });
});

test("a shared search with a mistake shows all, and what is wrong", async (t) => {
  const { server } = await binWithAnimals(t);
  const page = await openPage(t, { expected: REFUSED });
  await page.goto(`${server.url}/bins/animals?q=${encodeURIComponent("is:vald")}`);
  await page.locator(".search-fault").getByText("did you mean valid?").waitFor();
  await waitForSeqs(page, [3, 2, 1]);
  await waitForLive(page);
});

test("what matches nothing says so, and waits for what will", async (t) => {
  const { server, bin } = await binWithAnimals(t);
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/animals?q=horse`);
  await page.getByText("No request matches.").waitFor();
  await waitForLive(page);
  assert.deepEqual(await shownSeqs(page), []);
  await capture(bin, '{"animal":"horse"}');
  await waitForSeqs(page, [4]);
});

for (const width of [360, 768, 1440]) {
  test(`the search and its help fit at ${width} px`, async (t) => {
    const { server } = await binWithAnimals(t);
    const page = await openPage(t, { viewport: { width, height: 800 }, expected: REFUSED });
    await page.goto(`${server.url}/bins/animals?q=${encodeURIComponent(`${"long ".repeat(60)}mehtod:x`)}`);
    await page.locator(".search-fault").waitFor();
    await assertNoSidewaysScroll(page, "a search with a mistake");
    await page.getByRole("button", { name: "How to search" }).click();
    const help = page.getByRole("dialog", { name: "How to search" });
    await help.waitFor();
    const box = await help.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= width, "the help is on the page");
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "hidden" });
  });
}
