// What the tests of the documents need besides: the real servers, and a receiver. All end with their test.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const programs = process.env.HOOKLOOP_BIN_DIR;
if (!programs) throw new Error("HOOKLOOP_BIN_DIR says where the programs are; ctest sets it");

export const startEmitter = (test, ...flags) => start(test, "emitter", "serve", "--ephemeral", ...flags);
export const startBinServer = (test, ...flags) => start(test, "bin_server", "--ephemeral", ...flags);

async function start(test, program, ...words) {
  const child = spawn(join(programs, program), [...words, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (bytes) => (complaints += bytes));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  test.after(() => {
    child.kill();
    return ended;
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(line.slice(line.indexOf("http"))));
    void ended.then((code) => reject(new Error(`${program} ended with ${code}: ${complaints}`)));
  });
}

// Answers /STATUS with that status and with bytes that are no UTF-8; /hang never.
export async function startReceiver(test) {
  const server = createServer((incoming, response) => {
    incoming.resume();
    if (incoming.url === "/hang") return;
    response.writeHead(Number(incoming.url.slice(1)), { "Retry-After": "1" }).end(Buffer.from([0xff, 0x00]));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

// A request to a bin that is no HTTP, and is captured all the same.
export function captureMalformed(url, bin) {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(`POST /b/${bin} HTTP/1.1\r\nno colon\r\n\r\n`));
    socket.resume().on("close", resolve).on("error", reject);
  });
}
