import assert from "node:assert/strict";
import { test } from "node:test";
import { createBin, openPage, startBinServer, waitForDetail, waitForLive, writeBytes } from "./world.mjs";

const SCRIPT = "<img src=x onerror=window.ran=1><script>window.ran=1</script>";

const TURNED = '{"name":"\u202egpj.exe\u200b!"}';

// A request line, headers and body, each with something in it that a careless page would run.
const hostile = (bin) => [
  `POST /b/${bin}/${SCRIPT.replaceAll(" ", "%20")}?q=${SCRIPT.replaceAll(" ", "+")} HTTP/1.1\r\nHost: x\r\n` +
    "Connection: close\r\nContent-Length: 0\r\n\r\n",
  `POST /b/${bin} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Evil: ${SCRIPT}\r\n` +
    `Content-Type: text/html;${SCRIPT}\r\nwebhook-id: ${SCRIPT}\r\nHookloop-Event-Type: __proto__\r\n` +
    `User-Agent: javascript:window.ran=1\r\nContent-Length: 2\r\n\r\nhi`,
  `POST /b/${bin} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/html\r\n` +
    `Content-Length: ${SCRIPT.length}\r\n\r\n${SCRIPT}`,
  `<script>window.ran=1</script> /b/${bin} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  Buffer.from(`POST /b/${bin}/\xff\xfe HTTP/1.1\r\nHost: x\r\nX-Bytes: \xff\xfe\x1b[31m\r\nConnection: close\r\n` +
    "Content-Length: 3\r\n\r\n\0\xff<", "latin1"),
  Buffer.from(`POST /b/${bin} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Turned: \u202egpj.exe\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(TURNED)}\r\n\r\n${TURNED}`, "utf8"),
];

test("nothing in a capture runs, whatever it says", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server, { id: "hostile", name: SCRIPT });
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/hostile`);
  await waitForLive(page);
  for (const bytes of hostile(bin.id)) await writeBytes(server, bytes);

  const { last_seq } = await (await fetch(`${server.url}/api/v1/bins/hostile`)).json();
  assert.ok(last_seq >= 5, `${last_seq} of them were kept`);
  for (let seq = 1; seq <= last_seq; seq += 1) {
    await page.locator(`li[data-key="${seq}"] a`).click();
    await waitForDetail(page, seq);
    for (const way of await page.getByRole("radiogroup", { name: "How to show the body" }).getByRole("radio").all()) {
      await way.click();
    }
  }
  await page.goto(server.url);
  await page.getByRole("link", { name: "<script>" }).waitFor();
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.locator("img:not(.brand img)").count(), 0, "no element was made from a capture");
});

test("markup is shown as the text that it is", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  await writeBytes(server, hostile(bin.id)[2]);
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/${bin.id}`);
  await page.getByRole("article").getByText(SCRIPT, { exact: true }).waitFor();
});

test("characters that would turn or hide text are shown as marks", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  const [turned] = hostile(bin.id).slice(-1);
  await writeBytes(server, turned);
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/${bin.id}`);
  const body = page.getByLabel("Body", { exact: true });
  await body.getByText("U+202E", { exact: true }).waitFor();
  await body.getByText("U+200B", { exact: true }).waitFor();
  const headers = page.getByLabel("Headers", { exact: true });
  await headers.getByText("X-Turned").waitFor();
  assert.ok(!(await page.locator("body").innerText()).includes("\u202e"), "no override is left on the page");
});

test("captured bytes are given out as a download that no browser runs", async (t) => {
  const server = await startBinServer(t);
  const bin = await createBin(server);
  await writeBytes(server, hostile(bin.id)[2]);
  for (const what of ["raw", "body"]) {
    const answer = await fetch(`${server.url}/api/v1/bins/${bin.id}/requests/1/${what}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.doesNotMatch(answer.headers.get("content-type") ?? "", /html|xml|script/);
    assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'|sandbox/);
  }
});
