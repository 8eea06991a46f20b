import assert from "node:assert/strict";
import { test } from "node:test";
import {
  capture, createBin, openPage, shownSeqs, startBinServer, waitForLive, writeBytes,
} from "./world.mjs";

const MANY = 10_000;
const ROWS_ON_PAGE_AT_MOST = 60;
const REACHED_WITHIN_MS = 20_000;

// One connection, one request behind the other: the last one closes it.
async function fill(server, bin, count) {
  const one = `POST /b/${bin.id} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n`;
  await writeBytes(server, `${one}\r\n{}`.repeat(count - 1) + `${one}Connection: close\r\n\r\n{}`);
}

async function openListOf(t, count, options) {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  await fill(server, bin, count);
  const page = await openPage(t, options);
  await page.goto(`${server.url}/bins/${bin.id}`);
  await waitForLive(page);
  return { page, bin };
}

const focusedSeq = (page) => page.evaluate(() => Number(document.activeElement.closest("li")?.dataset.key));

async function pageDownTo(page, seq) {
  const deadline = Date.now() + REACHED_WITHIN_MS;
  for (let at = await focusedSeq(page); at !== seq; at = await focusedSeq(page)) {
    assert.ok(at > seq, `the focus is in the list (${at}), on its way to ${seq}`);
    assert.ok(Date.now() < deadline, `the focus gets to ${seq}; it stays at ${at}`);
    await page.keyboard.press("PageDown");
  }
}

test("ten thousand requests are a list that scrolls, keeps its place and ends", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/${bin.id}`);
  await waitForLive(page);
  await fill(server, bin, MANY);
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
  const { page } = await openListOf(t, 250);
  await page.locator('li[data-key="250"] a').focus();
  await pageDownTo(page, 1);
});

test("keys that follow each other faster than the page is drawn are all obeyed", async (t) => {
  const { page, bin } = await openListOf(t, 100);
  await page.locator('li[data-key="100"] a').focus();
  // Within the page, as fast as it goes: between two of them there is time for a render, but not always for a frame.
  const press = (keys) => page.evaluate(async (names) => {
    for (const key of names) {
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, keys);
  const arriving = (async () => {
    for (let number = 0; number < 20; number += 1) await capture(bin, "{}");
  })();
  await press(Array(60).fill("ArrowDown"));
  await arriving;
  assert.equal(await focusedSeq(page), 40);
  await press(Array(20).fill(["End", "Home"]).flat());
  await page.locator('li[data-key="120"]').waitFor();
  await press(["Home"]);
  assert.equal(await focusedSeq(page), 120);
});

test("older requests that could not be had are asked for again", async (t) => {
  const { page } = await openListOf(t, 250, { expected: [/net::ERR_FAILED/] });
  const older = /\/requests\?limit=\d+&before=/;
  await page.route(older, (route) => route.abort());
  await page.locator('li[data-key="250"] a').focus();
  await page.keyboard.press("End");
  await page.getByRole("alert").getByText("does not answer").waitFor();
  await page.unroute(older);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
  await page.locator(`li[data-key="151"] a`).focus();
  await pageDownTo(page, 1);
});
