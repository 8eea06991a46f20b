import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNoSidewaysScroll, createBin, openPage, startBinServer, waitForDetail, writeBytes } from "./world.mjs";

async function openAnswer(t, wishes = {}, options = {}) {
  const server = await startBinServer(t);
  const bin = await createBin(server, { id: "orders", ...wishes });
  const page = await openPage(t, options);
  await page.goto(`${server.url}/bins/orders`);
  await page.getByRole("link", { name: /^Answers/ }).click();
  await page.getByRole("heading", { name: "What this bin answers" }).waitFor();
  return { server, bin, page };
}

const send = (bin, headers = {}) => fetch(bin.capture_url, { method: "POST", headers, body: "{}" });

async function save(page) {
  await page.getByRole("button", { name: "Save the answer" }).click();
  await page.getByText("Saved: the next request is answered so.").waitFor();
}

test("a preset is saved and the next request is answered so", async (t) => {
  const { bin, page } = await openAnswer(t);
  await page.getByRole("button", { name: "503, Retry-After" }).click();
  assert.equal((await send(bin)).status, 200, "nothing changes before it is saved");
  await save(page);
  await page.getByRole("link", { name: "Answers 503" }).waitFor();
  const answer = await send(bin);
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "2");
});

test("a form makes an answer with headers and a template", async (t) => {
  const { bin, page } = await openAnswer(t);
  await page.getByLabel("Status").fill("202");
  await page.getByLabel(/^Headers \(a line/).fill("X-Trace: {{header.X-Trace}}\nX-Twice: 1\nX-Twice: 2");
  await page.getByLabel("The body names the capture").uncheck();
  await page.getByLabel("Body", { exact: true }).fill("taken: {{method}}");
  await page.getByLabel("Headers and body are templates").check();
  await save(page);
  const answer = await send(bin, { "X-Trace": "t-1" });
  assert.equal(answer.status, 202);
  assert.equal(answer.headers.get("x-trace"), "t-1");
  assert.equal(answer.headers.get("x-twice"), "1, 2");
  assert.equal(await answer.text(), "taken: POST");
});

test("the first two attempts of each delivery fail, and each capture says by which branch", async (t) => {
  const { server, bin, page } = await openAnswer(t);
  await page.getByRole("button", { name: "Fail the first two attempts" }).click();
  await save(page);
  const statuses = [];
  for (const attempt of ["1", "2", "3"]) {
    statuses.push((await send(bin, { "webhook-id": "dlv_a", "Hookloop-Attempt": attempt })).status);
  }
  assert.deepEqual(statuses, [503, 503, 200]);
  await page.goto(`${server.url}/bins/orders#1`);
  await waitForDetail(page, 1);
  const answer = page.getByLabel("Answer", { exact: true });
  await answer.getByText("by /sequence/0").waitFor();
  assert.match(await answer.innerText(), /Retry-After/);
});

test("a reset that is chosen reaches the wire and is told of", async (t) => {
  const { server, bin, page } = await openAnswer(t);
  await page.getByLabel("On the connection").selectOption("close");
  await save(page);
  const bytes = `POST /b/${bin.id} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`;
  assert.equal(await writeBytes(server, bytes), "");
  await page.goto(`${server.url}/bins/orders#1`);
  await waitForDetail(page, 1);
  await page.locator(".fact", { hasText: "Answered" }).getByText("close").waitFor();
});

test("JSON keeps the digits of a seed, and a mistake is told with its place", async (t) => {
  const response = { chances: [{ percent: 50, status: 500 }] };
  const { page, server } = await openAnswer(t, { response }, { expected: [/400 \(Bad Request\)/] });
  const json = page.getByLabel("Answer (JSON");
  await json.fill('{"chances": [{"percent": 150}], "seed": 9007199254740993}');
  await page.getByRole("button", { name: "Save the answer" }).click();
  await page.getByRole("alert").getByText("/response/chances/0/percent").waitFor();
  await json.fill('{"chances": [{"percent": 15}], "seed": 9007199254740993');
  await page.getByRole("button", { name: "Save the answer" }).click();
  await page.getByRole("alert").getByText("At line 1, column 56").waitFor();
  await json.fill('{"chances": [{"percent": 15}], "seed": 9007199254740993}');
  await save(page);
  assert.match(await (await fetch(`${server.url}/api/v1/bins/orders`)).text(), /"seed":9007199254740993/);
  assert.match(await json.inputValue(), /"seed": 9007199254740993/);
});

test("what was typed in the form is there as JSON, and back", async (t) => {
  const { page } = await openAnswer(t);
  await page.getByLabel("Status").fill("429");
  await page.getByLabel(/^Headers \(a line/).fill("Retry-After: 9");
  await page.getByRole("radio", { name: "JSON" }).click();
  const json = page.getByLabel("Answer (JSON");
  assert.deepEqual(JSON.parse(await json.inputValue()), { status: 429, headers: [["Retry-After", "9"]], body: null });
  await json.fill('{"status": 418, "body": "tea"}');
  await page.getByRole("radio", { name: "Form" }).click();
  assert.equal(await page.getByLabel("Status").inputValue(), "418");
  assert.equal(await page.getByLabel("Body", { exact: true }).inputValue(), "tea");
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1440]) {
    test(`the editor fits ${width} px in the ${colorScheme} scheme`, async (t) => {
      const { page } = await openAnswer(t, {}, { colorScheme, viewport: { width, height: 800 } });
      await page.getByLabel("The body names the capture").uncheck();
      await assertNoSidewaysScroll(page, "the form");
      if (process.env.HOOKLOOP_SCREENSHOTS) {
        await page.screenshot({ path: `${process.env.HOOKLOOP_SCREENSHOTS}/answer_${width}_${colorScheme}.png` });
      }
      await page.getByRole("button", { name: "Fail the first two attempts" }).click();
      await assertNoSidewaysScroll(page, "the JSON");
      if (process.env.HOOKLOOP_SCREENSHOTS) {
        await page.screenshot({ path: `${process.env.HOOKLOOP_SCREENSHOTS}/answer_json_${width}_${colorScheme}.png` });
      }
    });
  }
}
