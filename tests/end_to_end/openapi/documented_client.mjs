// Calls a server by the operations of its OpenAPI document, and holds every call to what the document says: the status,
// the headers, the content type and the body of the answer; and of the request's body, that the server takes what the
// document says it takes, and refuses what it says it does not.
import assert from "node:assert/strict";
import { request } from "node:http";

export class DocumentedClient {
  constructor(url, document, seen = new Set()) {
    this.url = url;
    this.document = document;
    this.seen = seen;  // "OPERATION STATUS", and the word of each problem
  }

  // Parameters of the path by their names, and besides: query (a text), body (a value; a string is sent as it is),
  // headers. `outside` says why a body is refused that the schema takes: a rule that a schema can not tell.
  async call(status, operationId, { query = "", body, headers = {}, outside = "", ...inPath } = {}) {
    const operation = this.document.operations.get(operationId);
    assert.ok(operation, `no operation ${operationId} is documented`);
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(inPath[name]));
    const target = path + (query && `?${query}`);
    const answer = await send(this.url, operation.method, target, body, headers);
    const told = `${operation.method} ${target} ${JSON.stringify(body)?.slice(0, 500) ?? ""} was answered ${answer.status} ` +
      `${JSON.stringify(answer.headers["content-type"])} ${answer.text.slice(0, 2000)}`;
    assert.equal(this.document.faultOf(operationId, answer), "", told);
    assert.equal(answer.status, status, told);
    const json = /[/+]json/.test(answer.headers["content-type"] ?? "") ? JSON.parse(answer.text) : undefined;
    this.seen.add(`${operationId} ${status}`);
    if (status >= 400) this.seen.add(wordOf(json));
    if (body !== undefined && typeof body !== "string") {
      const refused = status === 400 && wordOf(json) === "bad-field";
      assert.equal(this.document.takes(operationId, body), !refused || outside !== "", told);
    }
    return json ?? answer.text;
  }

  async refuse(status, word, operationId, how = {}) {
    const problem = await this.call(status, operationId, how);
    assert.equal(wordOf(problem), word, JSON.stringify(problem));
    assert.equal(problem.status, status);
    return problem;
  }
}

const wordOf = (problem) => problem.type.replace("urn:hookloop:problem:", "");

// Without fetch, which lets nobody set Host and Origin. A feed is read until nothing has come for a while.
export function send(url, method, target, body, headers = {}) {
  const bytes = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  // For a DELETE the client would send a body without its length.
  const ofBody = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(bytes ?? "") };
  const sent = { ...(bytes === undefined ? {} : ofBody), ...headers };
  return new Promise((resolve, reject) => {
    const outgoing = request(url + target, { method, headers: sent, agent: false }, (incoming) => {
      let text = "";
      const end = () => resolve({ status: incoming.statusCode, headers: incoming.headers, text });
      if (incoming.headers["content-type"] === "text/event-stream") setTimeout(() => incoming.destroy(), FEED_MS);
      incoming.setEncoding("utf8").on("data", (piece) => (text += piece)).on("close", end).on("error", () => {});
    });
    outgoing.on("error", reject);
    outgoing.end(bytes);
  });
}

// What a feed has to tell at once has come by then.
const FEED_MS = 500;
