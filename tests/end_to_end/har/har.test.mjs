import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import * as validate from "har-validator";

const programs = process.env.HOOKLOOP_BIN_DIR;
if (!programs) throw new Error("HOOKLOOP_BIN_DIR says where the programs are; ctest sets it");

// A server that ends with its test, and a bin in it.
async function startBin(t) {
  const child = spawn(join(programs, "bin_server"), ["--listen", "127.0.0.1:0", "--ephemeral"],
                      { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  t.after(() => {
    child.kill();
    return ended;
  });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(line.slice(line.indexOf("http"))));
    void ended.then((code) => reject(new Error(`bin_server ended with ${code}`)));
  });
  const made = await fetch(`${url}/api/v1/bins`, { method: "POST", body: '{"id":"mine"}' });
  assert.equal(made.status, 201);
  return url;
}

// Writes exactly these bytes and waits for the answer.
function send(url, ...parts) {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => {
      socket.end(Buffer.concat(parts.map((part) => Buffer.from(part, "latin1"))));
    });
    socket.on("error", reject).on("close", resolve).resume();
  });
}

const withBody = (line, headers, body) =>
  [`${line} HTTP/1.1\r\nHost: hooks.example:8080\r\nConnection: close\r\n${headers}Content-Length: ${body.length}\r\n\r\n`, body];

async function exported(url, more = "") {
  const answer = await fetch(`${url}/api/v1/bins/mine/export?format=har${more}`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("Content-Type"), "application/json");
  const har = JSON.parse(await answer.text());
  await validate.har(har);
  return har.log.entries;
}

const bodyOf = ({ request: { postData } }) => Buffer.from(postData?.text ?? "", postData?.encoding ?? "utf8");

test("an empty bin is a valid archive", async (t) => {
  assert.deepEqual(await exported(await startBin(t)), []);
});

test("whatever was captured, the archive is valid and its bodies are whole", async (t) => {
  const url = await startBin(t);
  const bodies = [Buffer.from("{}"), Buffer.from([0, 255, 254, 10]), Buffer.alloc(0), Buffer.from("Grüße\u2028\0"),
                  Buffer.from("\xed\xa0\x80", "latin1"), randomBytes(100_000)];
  const lines = ["POST /b/mine", "PUT /b/mine/a b?x=1&x=2&=&%zz=%ff", "GET /b/mine/\"<>[]{}|\\^`#f", "A'B /b/mine/\xff\xfe?\xe9",
                 "POST http://elsewhere/b/mine?q", "DELETE /b/mine/%00"];
  for (const [index, body] of bodies.entries()) {
    await send(url, ...withBody(lines[index], "X-Bytes: \xff\x01\r\nCookie: a=1; b; c=2\r\nContent-Type: a/\xff\r\n", body));
  }
  await send(url, "POST /b/mine HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
  await send(url, "POST /b/mine HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  await send(url, "POST /b/mine HTTP/1.1\r\nHost: a b/c\r\nno colon \xff\r\n\r\n");
  const entries = await exported(url, "&redact=false");
  assert.equal(entries.length, bodies.length + 3);
  for (const [index, body] of bodies.entries()) assert.deepEqual(bodyOf(entries[index]), body);
  assert.deepEqual(entries.slice(-3).map((entry) => bodyOf(entry).toString()), ["abc", "abc", ""]);
  assert.deepEqual(entries.slice(-3).map((entry) => entry._complete), [true, false, false]);
  assert.equal(Buffer.from(entries.at(-1)._raw.base64, "base64").at(-5), 0xff);
});

test("an entry says where, when, what and what was answered", async (t) => {
  const url = await startBin(t);
  await send(url, ...withBody("POST /b/mine/x?a=1&b=%20", "Content-Type: application/json\r\nCookie: a=1; b=2\r\n", "{}"));
  const [{ startedDateTime, request, response, _id, _client }] = await exported(url, "&redact=false");
  assert.ok(Math.abs(Date.parse(startedDateTime) - Date.now()) < 60_000, startedDateTime);
  assert.equal(request.method, "POST");
  assert.equal(request.url, "http://hooks.example:8080/b/mine/x?a=1&b=%20");
  assert.equal(request.httpVersion, "HTTP/1.1");
  assert.deepEqual(request.queryString, [{ name: "a", value: "1" }, { name: "b", value: " " }]);
  assert.deepEqual(request.cookies, [{ name: "a", value: "1" }, { name: "b", value: "2" }]);
  assert.deepEqual(request.headers.at(2), { name: "Content-Type", value: "application/json" });
  assert.deepEqual(request.postData, { mimeType: "application/json", text: "{}" });
  assert.equal(request.bodySize, 2);
  assert.equal(response.status, 200);
  assert.match(_id, /^req_/);
  assert.equal(_client.address, "127.0.0.1");
});

test("secrets are masked unless they are asked for", async (t) => {
  const url = await startBin(t);
  await send(url, ...withBody("POST /b/mine?token=s3cret&page=2",
                              "Authorization: Bearer s3cret\r\nCookie: id=s3cret\r\nwebhook-signature: v1,s3cret\r\n", "{}"));
  await send(url, "POST /b/mine HTTP/1.1\r\nAuthorization s3cret\r\n\r\n");
  const masked = await exported(url);
  assert.ok(!JSON.stringify(masked).includes("s3cret"));
  assert.equal(masked[0].request.headers.find(({ name }) => name === "Authorization").value, "[redacted]");
  assert.equal(masked[0].request.url, "http://hooks.example:8080/b/mine?token=%5Bredacted%5D&page=2");
  const [whole] = await exported(url, "&redact=false");
  assert.deepEqual(whole.request.cookies, [{ name: "id", value: "s3cret" }]);
  assert.equal((await fetch(`${url}/api/v1/bins/mine/export?format=har&redact=no`)).status, 400);
});

async function change(url, method, path, json) {
  const answer = await fetch(`${url}/api/v1/bins/mine${path}`, { method, body: JSON.stringify(json) });
  assert.equal(answer.status, 200, await answer.text());
}

test("an entry says what was really answered, what was noted and where it was sent on", async (t) => {
  const url = await startBin(t);
  await change(url, "PATCH", "", {
    response: { sequence: [
      { status: 503, headers: [["Set-Cookie", "s3cret"], ["Content-Type", "a/b"], ["Location", "/x?token=s3cret&a=1"]],
        body_base64: "AP8=" },
      { status: 201, body: "made", delay_ms: 20 },
      { fault: "half", headers: { "X-Secret": "s3cret" }, body: "" }, { fault: "garbage" }, { fault: "reset" },
    ] },
  });
  for (let count = 0; count < 5; ++count) {
    await send(url, ...withBody("POST /b/mine", "", "{}")).catch((error) => assert.equal(error.code, "ECONNRESET"));
  }
  await change(url, "PATCH", "/requests/1", { pinned: true, note: "look", tags: ["a", "<b>"] });
  await change(url, "POST", "/requests/1/replay",
               { to: `${url}/api/v1/bins?token=s3cret`, headers: { Authorization: "s3cret" }, body: "edited" });
  await change(url, "POST", "/requests/1/replay", { to: "http://127.0.0.1:1/" });
  const masked = await exported(url);
  assert.ok(!JSON.stringify(masked).includes("s3cret"));
  const [first, second, half, garbage, reset] = await exported(url, "&redact=false");
  assert.equal(first.response.status, 503);
  assert.deepEqual(first.response.content, { size: 2, mimeType: "a/b", text: "AP8=", encoding: "base64",
                                             comment: "The body is no UTF-8: its bytes in base64." });
  assert.ok(first.response.headers.some(({ name, value }) => name === "Set-Cookie" && value === "s3cret"));
  assert.equal(first.response.redirectURL, "/x?token=s3cret&a=1");
  assert.equal(masked[0].response.redirectURL, "/x?token=%5Bredacted%5D&a=1");
  assert.equal(first.response._step, "/sequence/0");
  assert.deepEqual([first._pinned, first._note, first._tags], [true, "look", ["a", "<b>"]]);
  const [answered, refused] = first._exchanges;
  assert.deepEqual([answered.kind, answered.failure, answered.request.postData.text], ["replay", null, "edited"]);
  assert.ok(answered.response.status >= 400 && answered.response.content.text.includes("urn:hookloop:problem:"));
  assert.deepEqual([refused.failure, refused.response], ["refused", null]);
  assert.equal(second.response.content.text, "made");
  assert.ok(second.time >= 20 && second.timings.wait === second.time);
  assert.equal(half.response._fault, "half");
  assert.equal(Buffer.from(garbage.response.content.text, "base64").length, 256);
  assert.equal(masked[3].response.content.text, undefined);
  assert.deepEqual([reset.response.status, reset.response._fault, reset.response._sent_bytes], [0, "reset", 0]);
});

test("the validator refuses what is no archive", async () => {
  await assert.rejects(validate.har({ log: { version: "1.2", creator: { name: "x" }, entries: [] } }));
});
