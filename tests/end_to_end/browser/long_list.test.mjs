import assert from "node:assert/strict";
import { test } from "node:test";
import {
  capture, createBin, openBrowser, openPage, shownSeqs, startBinServer, waitForLive, writeBytes,
} from "./world.mjs";

const MANY = 10_000;
const ROWS_ON_PAGE_AT_MOST = 60;

test("ten thousand requests are a list that scrolls, keeps its place and ends", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  const page = await openPage(t, await openBrowser(t));
  await page.goto(`${server.url}/bins/${bin.id}`);
  await waitForLive(page);

  // One connection, one request behind the other: the last one closes it.
  const one = `POST /b/${bin.id} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n`;
  await writeBytes(server, `${one}\r\n{}`.repeat(MANY - 1) + `${one}Connection: close\r\n\r\n{}`);
  await page.locator(`li[data-key="${MANY}"]`).waitFor();
  assert.ok((await shownSeqs(page)).length <= ROWS_ON_PAGE_AT_MOST, "only the rows in view are on the page");

  const list = page.locator(".windowed-list");
  await list.evaluate((element) => (element.scrollTop = 3000 * 60));
  await page.locator(`li[data-key="${MANY - 3000}"]`).waitFor();
  const rowAtTop = () => list.evaluate((element) => {
    const top = element.getBoundingClientRect().top;
    return [...element.querySelectorAll("li")].find((row) => row.getBoundingClientRect().bottom > top + 1)?.dataset.key;
  });
  const before = await rowAtTop();
  await capture(bin, "{}");
  await page.getByRole("button", { name: "1 new" }).waitFor();
  assert.equal(await rowAtTop(), before, "what is looked at stays where it is");

  await page.getByRole("button", { name: "1 new" }).click();
  await page.locator(`li[data-key="${MANY + 1}"]`).waitFor();
  await page.locator(`li[data-key="${MANY + 1}"] a`).focus();
  await page.keyboard.press("End");
  await page.locator('li[data-key="1"] a:focus').waitFor();
});

test("older requests are loaded as the reader gets to them", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  for (let number = 0; number < 250; number += 1) await capture(bin, "{}");
  const page = await openPage(t, await openBrowser(t));
  await page.goto(`${server.url}/bins/${bin.id}`);
  await page.locator('li[data-key="250"]').waitFor();
  await page.locator('li[data-key="250"] a').focus();
  for (const key of ["150", "50", "1"]) {
    while ((await page.locator(`li[data-key="${key}"]`).count()) === 0) await page.keyboard.press("PageDown");
  }
});
