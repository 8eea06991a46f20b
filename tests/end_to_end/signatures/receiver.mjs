// A receiver on a free port that keeps what it gets, and the built emitter that sends to it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";

const programs = process.env.HOOKLOOP_BIN_DIR;
if (!programs) throw new Error("HOOKLOOP_BIN_DIR says where the programs are; ctest sets it");

async function startReceiver(test) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    // `headers` as most handlers read them; `headersDistinct` keeps repeats apart.
    requests.push({
      body: Buffer.concat(pieces), headers: request.headers, headersDistinct: request.headersDistinct,
    });
    response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.after(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${server.address().port}/hook`, requests };
}

// The one request that `emitter trigger` makes with these flags, signed with these secrets.
export async function triggered(test, scheme, secrets, ...flags) {
  const receiver = await startReceiver(test);
  const signing = secrets.flatMap((secret) => ["--secret", secret]);
  const words = ["trigger", "PROJECT_VERSION_CREATE", "--url", receiver.url, "--scheme", scheme, ...signing, ...flags];
  await promisify(execFile)(join(programs, "emitter"), words);
  assert.equal(receiver.requests.length, 1);
  return receiver.requests[0];
}

// The same request with one bit of its body turned over: an ASCII letter becomes another.
export function altered(request, place) {
  const body = Buffer.from(request.body);
  body[place] ^= 1;
  return { ...request, body };
}
