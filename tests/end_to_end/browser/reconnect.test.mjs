import assert from "node:assert/strict";
import { test } from "node:test";
import {
  capture, createBin, openPage, shownSeqs, startBinServer, temporaryFolder, waitForLive,
} from "./world.mjs";

// What Chromium itself says about a server that is away.
const AWAY = [/net::ERR_/];

test("after a restart on the same data the page has everything, once and in order", async (t) => {
  const data = temporaryFolder(t);
  const first = await startBinServer(t, { data });
  const bin = await createBin(first, { id: "kept" });
  const page = await openPage(t, { expected: AWAY });
  await page.goto(`${first.url}/bins/kept`);
  await waitForLive(page);
  await capture(bin, '{"number":1}');
  await page.locator('li[data-key="1"]').waitFor();

  let running = first;
  for (const signal of ["SIGTERM", "SIGKILL"]) {
    const before = Math.max(...(await shownSeqs(page)));
    await running.stop(signal);
    await page.locator(".connection.waiting").waitFor();
    running = await startBinServer(t, { data, listen: new URL(first.url).host });
    for (let number = 1; number <= 3; number += 1) await capture(bin, `{"number":${before + number}}`);
    await waitForLive(page);
    await page.locator(`li[data-key="${before + 3}"]`).waitFor();
  }
  assert.deepEqual(await shownSeqs(page), [7, 6, 5, 4, 3, 2, 1]);
});

test("a server that comes back without the bin is told apart from one that is away", async (t) => {
  const first = await startBinServer(t);
  await createBin(first, { id: "lost" });
  const page = await openPage(t, { expected: [...AWAY, /status of 404/] });
  await page.goto(`${first.url}/bins/lost`);
  await waitForLive(page);
  await first.stop();
  await page.getByRole("alert").getByText("Is the program still running?").waitFor();
  await startBinServer(t, { listen: new URL(first.url).host });
  await page.getByRole("link", { name: "all bins" }).waitFor();
});
