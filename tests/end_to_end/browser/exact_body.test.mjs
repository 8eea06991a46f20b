import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { capture, createBin, openPage, startBinServer, waitForDetail, writeBytes } from "./world.mjs";

test("a number that no double can hold is shown as it was written", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  await capture(bin, '{"amount":12345678901234567890.10,"again":1E400,"again":-0}');
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/${bin.id}`);
  await waitForDetail(page, 1);
  const lines = await page.locator(".json-line").allInnerTexts();
  assert.deepEqual(lines.map((line) => line.trim()), [
    "{", '"amount": 12345678901234567890.10,', '"again": 1E400,', '"again": -0', "}",
  ]);
});

test("a body is copied and saved exactly", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  const body = '{ "a" :\t1.0,\r\n "b": "\\u0041 \u202e ☃" }\n';
  await capture(bin, body);
  const page = await openPage(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(`${server.url}/bins/${bin.id}`);
  await page.getByRole("button", { name: "Copy the body" }).click();
  await page.getByRole("button", { name: "Copy the body" }).getByText("Copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), body);

  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save" }).click();
  assert.deepEqual(readFileSync(await (await saving).path()), Buffer.from(body));
});

test("the raw request is saved as it came", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  const bytes = Buffer.from(`PoST /b/${bin.id}?a=1&a=2 HTTP/1.1\r\nhOST: x\r\nX-A: 1\r\nx-a:  2 \r\n` +
    "Connection: close\r\nContent-Length: 4\r\n\r\n\0\xff\r\n", "latin1");
  await writeBytes(server, bytes);
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/${bin.id}`);
  await waitForDetail(page, 1);
  const names = await page.getByLabel("Headers", { exact: true }).getByRole("rowheader").allInnerTexts();
  assert.deepEqual(names, ["hOST", "X-A", "x-a", "Connection", "Content-Length"], "order, case and repeats are kept");

  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Raw request" }).click();
  assert.deepEqual(readFileSync(await (await saving).path()), bytes);
});

test("bytes that are no text are shown in hexadecimal", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  await capture(bin, Buffer.from([0x00, 0xff, 0xfe, 0x41]), { "Content-Type": "application/octet-stream" });
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/${bin.id}`);
  await page.getByLabel("Bytes in hexadecimal").getByText("00 ff fe 41").waitFor();
});

test("what broke off is told apart from what is no HTTP", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  await writeBytes(server, `POST /b/${bin.id} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"project": {`, true);
  await writeBytes(server, `POST /b/${bin.id} HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n`);
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/${bin.id}`);
  await page.locator('li[data-key="2"]').getByText("malformed", { exact: true }).waitFor();
  await page.getByText("it can not be read as HTTP").waitFor();
  await page.locator('li[data-key="1"]').getByText("incomplete", { exact: true }).click();
  await page.getByText("this is all that arrived").waitFor();
  await page.getByText("HTTP/1.1", { exact: true }).waitFor();
  await page.getByLabel("Verdict").getByText("not JSON").waitFor();
});

test("a payload that is not what it must be is marked where it is wrong", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  await capture(bin, '{"project":{},"version":{"name":12345678901234567890.10},"created_at":"now","created_by":null}', {
    "Content-Type": "application/json",
    "Hookloop-Event-Type": "PROJECT_VERSION_CREATE",
    "webhook-id": "dlv_x",
  });
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/${bin.id}`);
  await page.getByLabel("Verdict").getByText("/version/name", { exact: true }).waitFor();
  await page.locator(".json-line.faulty", { hasText: "12345678901234567890.10" }).waitFor();
});
