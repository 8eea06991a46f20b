// The API of `bin_server` is what its OpenAPI document says: every operation is called, well and badly, and every answer is
// held against the document (documented_client.mjs).
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ApiDocument } from "./api_document.mjs";
import { DocumentedClient, send } from "./documented_client.mjs";
import { startBinServer } from "./server_process.mjs";

const TOKEN = "a-token-of-the-test";
const LIMITS = ["--max-bins", "20", "--max-body", "100k", "--max-head", "32k", "--max-target", "1k", "--max-headers", "50",
  "--max-import", "2MiB"];

let url, document, api;

before(async (suite) => {
  url = await startBinServer(suite, ...LIMITS);
  document = new ApiDocument(JSON.parse((await send(url, "GET", "/openapi.json")).text));
  api = new DocumentedClient(url, document);
});

let made = 0;
async function makeBin(more = {}) {
  const { id } = await api.call(201, "createBin", { body: { id: `bin-${++made}`, ...more } });
  return id;
}
const capture = (bin, body = "{}", headers = {}) => api.call(200, "capture", { bin, body, headers });

test("what is refused alike everywhere", async (suite) => {
  const guarded = new DocumentedClient(await startBinServer(suite, "--token", TOKEN), document, api.seen);
  const anything = { bin: "x", request: "x" };
  for (const [id, { method, responses }] of document.operations) {
    if (id === "capture") continue;  // open to everybody
    await api.refuse(421, "foreign-host", id, { ...anything, headers: { Host: "evil.example" } });
    if (responses[401]) await guarded.refuse(401, "token-needed", id, anything);
    if (method === "GET") continue;
    await api.refuse(403, "foreign-origin", id, { ...anything, headers: { Origin: "https://evil.example" } });
    if (responses[413]) await api.refuse(413, "body-too-large", id, { ...anything, body: " ".repeat((2 << 20) + 1) });
  }
  for (const authorization of [`Bearer ${TOKEN}`, `Basic ${btoa(`me:${TOKEN}`)}`]) {
    await guarded.call(200, "listBins", { headers: { Authorization: authorization } });
  }
});

test("every operation on a bin says that there is none, and that this can be no bin's id", async () => {
  for (const [id, { path, responses }] of document.operations) {
    if (!path.startsWith("/api/v1/bins/{bin}")) continue;
    if (responses[404]) await api.refuse(404, "unknown-bin", id, { bin: "nobody", request: "latest" });
    if (responses[400]) await api.refuse(400, "bad-bin-id", id, { bin: "a.b", request: "latest" });
  }
});

test("every operation on a request says that there is none", async () => {
  const bin = await makeBin();
  for (const [id, { path, method }] of document.operations) {
    if (!path.startsWith("/api/v1/bins/{bin}/requests/{request}") || method === "POST" || method === "PATCH") continue;
    for (const request of ["latest", "1", "req_nobody"]) await api.refuse(404, "unknown-request", id, { bin, request });
  }
});

test("the server", async () => {
  await api.call(200, "getHealth");
  await api.call(200, "getReadiness");
  await api.call(200, "getMetrics");
  await api.call(200, "getOpenApi");
  const { headers } = await send(url, "GET", "/");
  for (const id of ["getBinsPage", "getBinPage"]) {
    await api.call(200, id, { bin: "x" });
    await api.call(304, id, { bin: "x", headers: { "If-None-Match": headers.etag } });
  }
  assert.equal((await send(url, "HEAD", "/api/v1/bins")).status, 200);
});

test("bins", async (suite) => {
  const whole = {
    id: "whole", name: "Whole", secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", { scheme: "github", secret: "s", label: "l" }],
    response: { status: 503, headers: [["Retry-After", "2"]], body: "later" }, max_requests: 10, max_bytes: 1_000_000,
    expires_in_ms: 60_000,
  };
  await api.call(201, "createBin", { body: whole });
  await api.call(201, "createBin");
  await api.refuse(409, "bin-exists", "createBin", { body: { id: "whole" } });
  for (const body of [{ id: "a.b" }, { nmae: "x" }, { response: { status: 99 } }, { secrets: [""] }, { max_requests: 0 }, []]) {
    await api.refuse(400, "bad-field", "createBin", { body });
  }
  await api.refuse(400, "bad-field", "createBin", { body: "no JSON" });
  await api.call(200, "getBin", { bin: "whole" });
  await api.call(200, "changeBin", { bin: "whole", body: { response: null, secrets: [], expires_in_ms: null } });
  await api.call(200, "changeBin", { bin: "whole", body: { response: { body_base64: "/w==" } } });
  await api.refuse(400, "bad-field", "changeBin", { bin: "whole", body: { id: "other" } });
  const { bins } = await api.call(200, "listBins");
  assert.equal(bins.length >= 2, true);
  for (const id of ["listBins", "createBin", "changeBin", "deleteBin"]) {
    await api.refuse(400, "unknown-parameter", id, { bin: "whole", query: "nope=1" });
    await api.refuse(400, "repeated-parameter", id, { bin: "whole", query: "nope=1&nope=2" });
  }
  await api.call(204, "deleteBin", { bin: "whole" });

  const few = new DocumentedClient(await startBinServer(suite, "--max-bins", "1"), document, api.seen);
  await few.call(201, "createBin");
  await few.refuse(409, "too-many-bins", "createBin");
});

test("captures, and what is refused of them", async (suite) => {
  const bin = await makeBin();
  await capture(bin);
  await api.refuse(404, "unknown-bin", "capture", { bin: "nobody", body: "{}" });
  await api.refuse(400, "bad-bin-id", "capture", { bin: "a.b", body: "{}" });
  await api.refuse(413, "body-too-large", "capture", { bin, body: "x".repeat(100_001) });
  await api.refuse(414, "target-too-long", "capture", { bin, body: "{}", query: "x".repeat(1025) });
  const many = Object.fromEntries([...Array(60).keys()].map((i) => [`X-${i}`, "y"]));
  await api.refuse(431, "too-many-headers", "capture", { bin, body: "{}", headers: many });
  await api.refuse(431, "head-too-large", "capture", { bin, body: "{}", headers: { "X-Large": "y".repeat(33_000) } });
  const slow = new DocumentedClient(await startBinServer(suite, "--auto-create", "--max-rate", "1/s"), document, api.seen);
  const both = await Promise.allSettled([1, 2, 3].map(() => slow.refuse(429, "too-often", "capture", { bin: "b", body: "{}" })));
  assert.equal(both.filter(({ status }) => status === "fulfilled").length >= 1, true);
  const { refused } = await api.call(200, "getBin", { bin });
  assert.deepEqual([refused.body_too_large, refused.target_too_long, refused.too_many_headers, refused.head_too_large], [1, 1, 1, 1]);
});

test("captured requests", async () => {
  const bin = await makeBin({ secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] });
  const delivery = {
    "webhook-id": "dlv_1", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA", "Hookloop-Event-Id": "evt_1",
    "Hookloop-Event-Type": "PROJECT_PUBLISH", "Hookloop-Attempt": "1",
  };
  await capture(bin, { app: 1 }, delivery);
  await capture(bin, { app: 1 }, delivery);
  await capture(bin, "no JSON", { "Content-Type": "text/plain" });
  const page = await api.call(200, "listRequests", { bin, query: "limit=2" });
  assert.deepEqual(page.requests.map(({ seq }) => seq), [3, 2]);
  await api.call(200, "listRequests", { bin, query: `before=${page.next}` });
  await api.call(200, "listRequests", { bin, query: "after=1&q=is%3Aduplicate" });
  const problem = await api.refuse(400, "bad-query", "listRequests", { bin, query: "q=metod%3APOST" });
  assert.equal(problem.column, 1);
  await api.refuse(400, "bad-parameter", "listRequests", { bin, query: "limit=0" });
  for (const id of ["listRequests", "deleteRequests", "deleteRequest"]) {
    await api.refuse(400, "unknown-parameter", id, { bin, request: "1", query: "nope=1" });
    await api.refuse(400, "repeated-parameter", id, { bin, request: "1", query: "nope=1&nope=2" });
  }
  const whole = await api.call(200, "getRequest", { bin, request: "1" });
  assert.equal(whole.body.text, '{"app":1}');
  assert.equal(whole.delivery.attempt, 1);
  assert.equal((await api.call(200, "getRequest", { bin, request: "2" })).verdict.duplicate_of, whole.id);
  assert.equal(await api.call(200, "getBody", { bin, request: "latest" }), "no JSON");
  assert.match(await api.call(200, "getRawRequest", { bin, request: whole.id }), /^POST \/b\//);

  assert.match(await api.call(200, "getFeed", { bin, query: "after=0" }), /^event: captured$/m);
  await api.call(200, "getFeed", { bin, headers: { "Last-Event-ID": "2" } });
  await api.refuse(400, "bad-last-event-id", "getFeed", { bin, headers: { "Last-Event-ID": "x" } });
  await api.refuse(400, "bad-parameter", "getFeed", { bin, query: "after=-1" });
  await api.refuse(400, "unknown-parameter", "getFeed", { bin, query: "nope=1" });
  await api.refuse(400, "repeated-parameter", "getFeed", { bin, query: "after=1&after=2" });

  await api.call(204, "deleteRequest", { bin, request: "2" });
  assert.match(await api.call(200, "getFeed", { bin, query: "after=1" }), /^event: gap$/m);
  await api.refuse(400, "bad-query", "deleteRequests", { bin, query: "q=metod%3APOST" });
  await api.refuse(400, "bad-parameter", "deleteRequests", { bin, query: "q=" });
  assert.deepEqual(await api.call(200, "deleteRequests", { bin, query: "q=app" }), { deleted: 1 });
  assert.deepEqual(await api.call(200, "deleteRequests", { bin }), { deleted: 1 });
});

test("export and import", async () => {
  const bin = await makeBin();
  await capture(bin, "one");
  await capture(bin, "two");
  const file = await api.call(200, "exportBin", { bin, query: "format=ndjson" });
  await api.call(200, "exportBin", { bin, query: "format=ndjson&q=one" });
  await api.refuse(400, "bad-parameter", "exportBin", { bin, query: "format=nope" });
  await api.refuse(400, "bad-query", "exportBin", { bin, query: "format=ndjson&q=metod%3APOST" });
  await api.refuse(400, "unknown-parameter", "exportBin", { bin, query: "nope=1" });
  await api.refuse(400, "repeated-parameter", "exportBin", { bin, query: "format=ndjson&format=nope" });
  const other = await makeBin();
  const imported = await api.call(200, "importRequests", { bin: other, body: file });
  assert.deepEqual(imported, { imported: 2, new_ids: 2, first_seq: 1, last_seq: 2 });
  const problem = await api.refuse(400, "bad-import", "importRequests", { bin: other, body: "rubbish" });
  assert.equal(problem.line, 1);
  await api.refuse(400, "unknown-parameter", "importRequests", { bin: other, query: "nope=1", body: file });
  await api.refuse(400, "repeated-parameter", "importRequests", { bin: other, query: "nope=1&nope=2", body: file });
});

test("what is wrong with an address or a method is a problem too", async () => {
  for (const [method, target, status, word] of [
    ["GET", "/api/v1/nothing", 404, "no-such-resource"],
    ["PUT", "/api/v1/bins", 405, "method-not-allowed"],
  ]) {
    const answer = await send(url, method, target);
    assert.equal(answer.status, status);
    assert.equal(answer.headers["content-type"], "application/problem+json");
    assert.equal(JSON.parse(answer.text).type, `urn:hookloop:problem:${word}`);
  }
});

test("every operation, every status and every problem of the document has been seen", () => {
  // A server that fails, is full or too busy: no test of the document brings these about.
  const unseen = [500, 503];
  const unseenWords = ["internal", "store-unavailable", "not-stored", "too-much-unfinished", "too-many-connections"];
  const missing = [];
  for (const id of document.operations.keys()) {
    for (const status of document.statusesOf(id)) {
      if (!unseen.includes(status) && !api.seen.has(`${id} ${status}`)) missing.push(`${id} ${status}`);
    }
  }
  for (const word of document.problemTypes()) {
    if (!unseenWords.includes(word) && !api.seen.has(word)) missing.push(word);
  }
  assert.deepEqual(missing, []);
});
