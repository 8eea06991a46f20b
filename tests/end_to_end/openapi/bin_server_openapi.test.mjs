// The API of `bin_server` is what its OpenAPI document says: every operation is called, well and badly, and every answer is
// held against the document (documented_client.mjs).
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ApiDocument } from "./api_document.mjs";
import { DocumentedClient, send } from "./documented_client.mjs";
import { captureMalformed, startBinServer, startReceiver } from "./server_process.mjs";

const TOKEN = "a-token-of-the-test";
const LIMITS = ["--max-bins", "50", "--max-body", "100k", "--max-head", "32k", "--max-target", "1k", "--max-headers", "50",
  "--max-import", "2MiB"];

let url, document, api, receiver;

before(async (suite) => {
  url = await startBinServer(suite, ...LIMITS);
  receiver = await startReceiver(suite);
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
  for (const [id, { path }] of document.operations) {
    if (!path.startsWith("/api/v1/bins/{bin}/requests/{request}")) continue;
    const query = id === "compareRequests" ? "with=1" : "";
    for (const request of ["latest", "1", "req_nobody"]) await api.refuse(404, "unknown-request", id, { bin, request, query });
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

// Whatever a bin is told to answer is shown in the same form, and what is shown can be told again.
test("answers of a bin", async () => {
  const bin = await makeBin();
  const one = {
    status: 201, headers: { "X-A": "{{method}}" }, body: { bytes: 2, base64: "e30=" }, template: true, delay_ms: [0, 1],
    drip: { bytes: 1000 }, fault: "none",
  };
  for (const response of [
    one,
    { seed: 7, status: null, headers: null, body: null, template: null, delay_ms: null, drip: null, fault: null },
    { delay_ms: 1, fault: "half" },
    { delay_ms: { median: 1, p95: 2 }, body: "é", drip: { bytes: 1, every_ms: 1 } },
    { sequence: [{ status: 503, times: 2 }, one, {}], by: "attempt", then: "repeat", seed: 0 },
    { sequence: [{ body_base64: "/w==" }], by: null, then: null },
    { chances: [{ percent: 12.5, fault: "silence" }, { percent: 0, ...one }], otherwise: { status: 204 } },
    { rules: [{ when: "method:PUT", sequence: [{ status: 500, times: 1 }] }] },
    { rules: [{ when: "is:valid", rules: [{ when: "a", chances: [{ percent: 100 }], otherwise: null }] }], otherwise: null },
    null,
  ]) {
    const shown = await api.call(200, "changeBin", { bin, body: { response } });
    const again = await api.call(200, "changeBin", { bin, body: { response: shown.response } });
    assert.deepEqual(again.response, shown.response);
    await api.call(200, "listBins");
  }
  for (const response of [
    [], { nope: 1 }, { seed: -1 }, { body: "a", body_base64: "" }, { body: null, body_base64: "YQ==" }, { body: {} },
    { body: { text: null } }, { body: 1 }, { headers: [["a"]] }, { delay_ms: [1] }, { delay_ms: 600_001 }, { delay_ms: { median: 1 } },
    { drip: { bytes: 0 } }, { fault: "nope" }, { template: "yes" }, { sequence: [] }, { sequence: null }, { sequence: [null] },
    { sequence: [{}], status: 200 }, { sequence: [{}], chances: [{ percent: 1 }] }, { sequence: [{ times: 0 }] }, { times: 2 },
    { sequence: [{ times: null }] }, { sequence: [{ seed: 1 }] }, { sequence: [{}], by: "chance" }, { chances: [{}] },
    { chances: [{ percent: 101 }] }, { chances: [{ percent: 1, when: "a" }] }, { rules: [{}] }, { rules: [{ when: 1 }] },
    { rules: [{ when: "a" }], otherwise: { when: "b" } }, { sequence: [{}], otherwise: {} },
  ]) {
    await api.refuse(400, "bad-field", "changeBin", { bin, body: { response } });
  }
  for (const [response, outside] of [
    [{ body_base64: "?" }, "base64"], [{ headers: { "Content-Length": "1" } }, "the server's header"],
    [{ delay_ms: [2, 1] }, "least before most"], [{ delay_ms: { median: 2, p95: 1 } }, "median before p95"],
    [{ chances: [{ percent: 60 }, { percent: 60 }] }, "100 in all"], [{ rules: [{ when: "metod:POST" }] }, "a search"],
    [{ template: true, body: "{{nope}}" }, "a template"],
    [{ sequence: [...Array(101)].map(() => ({ sequence: [{}] })) }, "200 answers in all"],
  ]) {
    await api.refuse(400, "bad-field", "changeBin", { bin, body: { response }, outside });
  }
});

test("what is told of the answer that was given", async () => {
  const bin = await makeBin({ response: { sequence: [{ drip: { bytes: 100, every_ms: 1 }, body: "é" }, {}] } });
  await capture(bin).catch(() => {});  // the answer is the bin's own, and none that is documented
  await capture(bin);
  const { response } = await api.call(200, "getRequest", { bin, request: "1" });
  assert.equal(response.step, "/sequence/0");
  assert.deepEqual(response.body, { bytes: 2, text: "é" });
  for (const fault of ["reset", "close", "garbage", "half"]) {
    await api.call(200, "changeBin", { bin, body: { response: { fault } } });
    await capture(bin).catch(() => {});
    assert.equal((await api.call(200, "getRequest", { bin, request: "latest" })).response.fault, fault);
    await api.call(200, "listRequests", { bin });
  }
  await api.call(200, "changeBin", { bin, body: { response: { template: true, body: "{{body}}".repeat(100) } } });
  await api.refuse(500, "bad-template", "capture", { bin, body: "x".repeat(100_000) });
});

test("the login of a bin", async () => {
  const bin = await makeBin({ login: "me", password: "secret" });
  await api.refuse(401, "wrong-login", "capture", { bin, body: "{}" });
  await capture(bin, "{}", { Authorization: `Basic ${btoa("me:secret")}` });
  assert.equal((await api.call(200, "getBin", { bin })).login, "me");
  assert.equal((await api.call(200, "getRequest", { bin, request: "1" })).response.status, 401);
  await api.call(200, "changeBin", { bin, body: { password: "other" } });
  for (const body of [{ login: "a:b" }, { password: "\n" }, { login: 1 }]) {
    await api.refuse(400, "bad-field", "changeBin", { bin, body });
  }
  await api.call(200, "changeBin", { bin, body: { login: null } });
  await api.refuse(400, "bad-field", "changeBin", { bin, body: { login: "a" }, outside: "both or none" });
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
  const found = await api.call(200, "getFeed", { bin, query: "after=0&q=is%3Aduplicate" });
  assert.deepEqual(found.match(/^event: .*$/gm), ["event: captured"]);
  await api.refuse(400, "bad-query", "getFeed", { bin, query: "q=metod%3APOST" });
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

test("marks", async () => {
  const bin = await makeBin({ max_age_ms: 3_600_000 });
  await capture(bin);
  const mark = (body) => ({ bin, request: "1", body });
  let watched = false;
  const feed = api.call(200, "getFeed", { bin, query: "after=1" }).finally(() => (watched = true));
  for (let i = 0; !watched; ++i) await api.call(200, "markRequest", mark({ note: String(i) }));
  assert.match(await feed, /^event: marked$/m);
  const row = await api.call(200, "markRequest", mark({ pinned: true, note: "a\n\tb", tags: ["x y", "é"] }));
  assert.deepEqual([row.pinned, row.note, row.tags], [true, "a\n\tb", ["x y", "é"]]);
  assert.equal((await api.call(200, "getRequest", { bin, request: "1" })).note, "a\n\tb");
  assert.equal((await api.call(200, "getBin", { bin })).pinned_count, 1);
  await api.call(200, "markRequest", mark({ pinned: null, note: null, tags: null }));
  await api.call(200, "markRequest", mark());
  for (const body of [
    { nope: 1 }, { pinned: 1 }, { note: "a\u001b" }, { note: "a".repeat(4097) }, { tags: [""] }, { tags: [" a"] },
    { tags: ["a "] }, { tags: ["a\n"] }, { tags: ["a", "a"] }, { tags: ["a".repeat(51)] }, { tags: "a" }, { tags: Array(21).fill("a") },
  ]) {
    await api.refuse(400, "bad-field", "markRequest", mark(body));
  }
  await api.refuse(400, "unknown-parameter", "markRequest", { ...mark({}), query: "nope=1" });
  await api.refuse(400, "repeated-parameter", "markRequest", { ...mark({}), query: "nope=1&nope=2" });
  await api.call(200, "changeBin", { bin, body: { max_requests: 1, max_age_ms: null } });
  await api.refuse(409, "too-many-pins", "markRequest", mark({ pinned: true }));
});

test("order and comparison", async () => {
  const bin = await makeBin();
  const sent = (attempt, id = "dlv_1") => ({
    "webhook-id": id, "webhook-timestamp": "1767225600", "Hookloop-Event-Id": "evt_1", "Hookloop-Attempt": String(attempt),
  });
  await capture(bin, { n: 1, of: "a" }, sent(4));
  await capture(bin, { n: 2, of: "a" }, sent(2));
  await capture(bin, { n: 2, of: "a" }, sent(4));
  await capture(bin, { n: 9, of: ["b"] }, sent(1, "dlv_2"));
  for (const n of [6, 3, 6]) await capture(bin, { n, of: "a" });
  await api.call(200, "capture", { bin, body: "text", headers: { "x-b": "1" }, query: "a=1" });
  const { verdict } = await api.call(200, "getRequest", { bin, request: "3" });
  assert.equal(verdict.repeat.kind, "duplicate");
  assert.deepEqual(verdict.missing_attempts, [1, 3]);
  const report = await api.call(200, "reportOrder", { bin, query: "sequence=body.n&by=body.of" });
  assert.deepEqual([report.missing_attempts.attempts, report.sequence.late, report.sequence.repeated], [2, 1, 1]);
  assert.equal(report.sequence.gaps.length, 2);
  assert.equal(report.repeats.shown.length + report.reordered.attempts_shown.length >= 2, true);
  assert.notEqual(report.transit, null);
  await api.call(200, "reportOrder", { bin, query: "q=method%3APOST&after=1&sequence=header.hookloop-attempt" });
  await api.refuse(400, "bad-parameter", "reportOrder", { bin, query: "sequence=nope" });
  await api.refuse(400, "bad-query", "reportOrder", { bin, query: "q=metod%3APOST" });
  await api.refuse(400, "unknown-parameter", "reportOrder", { bin, query: "nope=1" });
  await api.refuse(400, "repeated-parameter", "reportOrder", { bin, query: "by=body.a&by=body.b" });

  const compare = (request, query) => ({ bin, request, query });
  assert.equal((await api.call(200, "compareRequests", compare("1", "with=1"))).same, true);
  const { body } = await api.call(200, "compareRequests", compare("1", "with=2"));
  assert.deepEqual(body.json.differences.map(({ pointer }) => pointer), ["/n"]);
  const { headers, query } = await api.call(200, "compareRequests", compare("1", "with=latest"));
  assert.equal(headers.differences.length > 0 && query.differences.length === 1, true);
  await api.refuse(404, "unknown-request", "compareRequests", compare("1", "with=99"));
  await api.refuse(400, "bad-parameter", "compareRequests", compare("1", ""));
  await api.refuse(400, "unknown-parameter", "compareRequests", compare("1", "with=1&nope=1"));
  await api.refuse(400, "repeated-parameter", "compareRequests", compare("1", "with=1&with=2"));
});

test("snippets", async () => {
  const bin = await makeBin();
  await api.call(200, "capture", { bin, body: "{}", headers: { Authorization: "Bearer x" } });
  const { snippets } = await api.call(200, "getSnippets", { bin, request: "1", query: "url=http%3A%2F%2Flocalhost%2Fx" });
  const { enum: languages } = document.document.components.schemas.SnippetLanguage;
  assert.deepEqual(snippets.map(({ language }) => language), languages);
  for (const language of languages) {
    await api.call(200, "getSnippets", { bin, request: "1", query: `language=${language}&redact=true` });
  }
  for (const query of ["language=nope", "url=nope", "redact=nope"]) {
    await api.refuse(400, "bad-parameter", "getSnippets", { bin, request: "1", query });
  }
  await api.refuse(400, "unknown-parameter", "getSnippets", { bin, request: "1", query: "nope=1" });
  await api.refuse(400, "repeated-parameter", "getSnippets", { bin, request: "1", query: "redact=true&redact=false" });
  await captureMalformed(url, bin);
  await api.refuse(422, "no-http-request", "getSnippets", { bin, request: "latest" });
});

test("forwarding", async () => {
  const forward = { targets: [`${receiver}/204`, { url: `${receiver}/500`, append_path: false }], timeout_ms: 1000 };
  const bin = await makeBin({ forward });
  await capture(bin);
  for (let tries = 0; ; ++tries) {
    const { exchanges } = await api.call(200, "listExchanges", { bin, request: "1" });
    if (exchanges.length === 2) break;
    assert.notEqual(tries, 200, "it is not forwarded");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { forward: shown } = await api.call(200, "getBin", { bin });
  assert.deepEqual(shown.targets.map(({ forwarded_seq }) => forwarded_seq), [1, 1]);
  assert.equal((await api.call(200, "getRequest", { bin, request: "1" })).exchanges.length, 2);
  const change = (changed) => ({ bin, body: { forward: changed } });
  await api.call(200, "changeBin", change({ targets: null, timeout_ms: null }));
  await api.call(200, "changeBin", change(null));
  for (const changed of [{ nope: 1 }, { targets: [1] }, { targets: [{}] }, { timeout_ms: 0 }, [], { targets: Array(11).fill("http://a") }]) {
    await api.refuse(400, "bad-field", "changeBin", change(changed));
  }
  await api.refuse(400, "bad-field", "changeBin", { ...change({ targets: ["nope"] }), outside: "a URL" });
  await api.refuse(403, "target-denied", "changeBin", change({ targets: ["http://192.0.2.1/"] }));
  await api.refuse(403, "target-denied", "createBin", { body: { forward: { targets: ["http://192.0.2.1/"] } } });
  await api.refuse(400, "unknown-parameter", "listExchanges", { bin, request: "1", query: "nope=1" });
  await api.refuse(400, "repeated-parameter", "listExchanges", { bin, request: "1", query: "nope=1&nope=2" });
});

test("a target's answer that is returned to the sender, and why there is none", async (suite) => {
  const returning = (target, more = {}) => makeBin({ forward: { targets: [target], return_answer: true, ...more } });
  const answer = await send(url, "POST", `/b/${await returning(`${receiver}/200`)}`, "{}");  // of a type that is its own
  assert.deepEqual([answer.status, answer.headers["retry-after"], answer.text], [200, "1", "\ufffd\u0000"]);
  await api.refuse(502, "target-failed", "capture", { bin: await returning("http://127.0.0.1:1/"), body: "{}" });
  await api.refuse(504, "target-timed-out", "capture",
    { bin: await returning({ url: `${receiver}/hang`, append_path: false }, { timeout_ms: 50 }), body: "{}" });
  await api.refuse(502, "not-forwarded", "capture",
    { bin: await returning(`${receiver}/200`), headers: { "Transfer-Encoding": "gzip, chunked" } });
  await api.refuse(508, "forward-loop", "capture", { bin: await returning(`${url}/b/bin-${made + 1}`), body: "{}" });
  const short = new DocumentedClient(await startBinServer(suite, "--max-returned-body", "1"), document, api.seen);
  await short.call(201, "createBin", { body: { id: "a", forward: { targets: [`${receiver}/200`], return_answer: true } } });
  await short.refuse(502, "target-answer-too-large", "capture", { bin: "a", body: "{}" });
  await api.refuse(400, "bad-field", "createBin",
    { body: { response: { status: 503 }, forward: { targets: [`${receiver}/200`], return_answer: true } }, outside: "both" });
});

test("replays", async (suite) => {
  const bin = await makeBin({ secrets: [{ secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", label: "one" }] });
  await capture(bin, "one");
  await capture(bin, "two");
  const to = `${receiver}/200`;
  const whole = {
    to, append_path: false, method: "PUT", headers: { Accept: null, "X-A": "1", "X-B": ["1", "2"], "X-C": [] }, body: "{}",
    sign: { secret: "one", scheme: "standard" }, timeout_ms: 1000,
  };
  const nothing = { append_path: null, method: null, headers: null, body: null, body_base64: null, sign: null, timeout_ms: null };
  const replay = (body, more) => ({ bin, request: "1", body, ...more });
  for (const body of [{ to }, whole, { to, ...nothing }, { to, body_base64: "/w==", sign: true }, { to, sign: {} }, { to, sign: false }]) {
    const { status, answer } = await api.call(200, "replayRequest", replay(body));
    assert.deepEqual([status, answer.body], [200, { base64: "/wA=" }]);
  }
  const { failure } = await api.call(200, "replayRequest", replay({ to: "http://127.0.0.1:1/" }));
  assert.equal(failure, "refused");
  const { timed_out_in } = await api.call(200, "replayRequest", replay({ to: `${receiver}/hang`, append_path: false, timeout_ms: 50 }));
  assert.notEqual(timed_out_in, null);
  assert.equal((await api.call(200, "listExchanges", { bin, request: "1" })).exchanges.length, 8);
  const ids = [(await api.call(200, "getRequest", { bin, request: "1" })).id];
  const all = await api.call(200, "replayRequests", replay({ ...whole }));
  assert.deepEqual([all.matched, all.replayed, all.answered, all.stopped], [2, 2, 2, null]);
  assert.equal((await api.call(200, "replayRequests", replay({ to, ids }))).matched, 1);
  assert.equal((await api.call(200, "replayRequests", replay({ to }, { query: "q=two" }))).matched, 1);

  for (const id of ["replayRequest", "replayRequests"]) {
    for (const body of [
      {}, [], { to: 1 }, { to, nope: 1 }, { to, method: "CONNECT" }, { to, headers: [] }, { to, headers: { A: 1 } }, { to, sign: "one" },
      { to, sign: { scheme: "nope" } }, { to, timeout_ms: 0 }, { to, append_path: 1 }, { to, body: {} },
    ]) {
      await api.refuse(400, "bad-field", id, replay(body));
    }
    for (const [body, outside] of [
      [{ to: "nope" }, "a URL"], [{ to, body: "a", body_base64: "" }, "both"], [{ to, body_base64: "?" }, "base64"],
      [{ to, headers: { Host: "a", "Content-Length": "1" } }, "made anew"], [{ to, sign: { secret: "nope" } }, "no such secret"],
      [{ to, method: "" }, "a method"],
    ]) {
      await api.refuse(400, "bad-field", id, replay(body, { outside }));
    }
    await api.refuse(403, "target-denied", id, replay({ to: "http://192.0.2.1/" }));
    await api.refuse(400, "unknown-parameter", id, replay({ to }, { query: "nope=1" }));
    await api.refuse(400, "repeated-parameter", id, replay({ to }, { query: "q=1&q=2" }));
  }
  await api.refuse(400, "bad-field", "replayRequest", replay({ to, ids }));
  for (const wrong of [[], ids[0], [1]]) await api.refuse(400, "bad-field", "replayRequests", replay({ to, ids: wrong }));
  await api.refuse(400, "bad-query", "replayRequests", replay({ to }, { query: "q=metod%3APOST" }));
  await api.refuse(400, "bad-parameter", "replayRequests", replay({ to }, { query: "q=" }));
  await api.refuse(400, "bad-parameter", "replayRequests", replay({ to, ids }, { query: "q=two" }));
  await api.refuse(404, "unknown-request", "replayRequests", replay({ to, ids: ["req_nobody"] }));

  const crowd = await makeBin();
  await capture(crowd, "one");
  for (let i = 0; i < 10; ++i) {  // each time as many again: 1024
    await api.call(200, "importRequests", { bin: crowd, body: await api.call(200, "exportBin", { bin: crowd, query: "format=ndjson" }) });
  }
  await api.refuse(409, "too-many-requests-to-replay", "replayRequests", replay({ to }, { bin: crowd }));

  const narrow = new DocumentedClient(await startBinServer(suite, "--max-replays", "1", "--auto-create"), document, api.seen);
  await narrow.call(200, "capture", { bin, body: "{}" });
  const slow = { bin, request: "1", body: { to: `${receiver}/hang`, append_path: false, timeout_ms: 1000 } };
  const both = await Promise.allSettled([1, 2].map(() => narrow.refuse(503, "too-many-replays", "replayRequest", slow)));
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const first = narrow.call(200, "replayRequest", slow);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await narrow.refuse(503, "too-many-replays", "replayRequests", slow);
  await first;
});

test("export and import", async () => {
  const bin = await makeBin();
  await capture(bin, "one");
  await capture(bin, "two");
  const file = await api.call(200, "exportBin", { bin, query: "format=ndjson" });
  await api.call(200, "exportBin", { bin, query: "format=ndjson&q=one" });
  for (const format of ["har", "curl", "html"]) {
    for (const redact of ["", "&redact=true", "&redact=false"]) await api.call(200, "exportBin", { bin, query: `format=${format}${redact}` });
  }
  await api.refuse(400, "bad-parameter", "exportBin", { bin, query: "format=ndjson&redact=true" });
  await api.refuse(400, "bad-parameter", "exportBin", { bin, query: "format=nope" });
  await api.refuse(400, "bad-query", "exportBin", { bin, query: "format=ndjson&q=metod%3APOST" });
  await api.refuse(400, "unknown-parameter", "exportBin", { bin, query: "nope=1" });
  await api.refuse(400, "repeated-parameter", "exportBin", { bin, query: "format=ndjson&format=nope" });
  const other = await makeBin();
  const imported = await api.call(200, "importRequests", { bin: other, body: file });
  assert.deepEqual(imported, { imported: 2, new_ids: 2, first_seq: 1, last_seq: 2 });
  for (const request of ["1", "2"]) await api.call(200, "markRequest", { bin, request, body: { pinned: true } });
  const pinned = await api.call(200, "exportBin", { bin, query: "format=ndjson" });
  await api.refuse(409, "too-many-pins", "importRequests", { bin: await makeBin({ max_requests: 2 }), body: pinned });
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
  const unseenWords = ["internal", "store-unavailable", "not-stored", "too-much-unfinished", "too-many-connections",
    "too-many-marked", "server-ending"];
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
