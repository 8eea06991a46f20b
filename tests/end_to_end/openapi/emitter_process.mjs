// What the test of the document needs besides: the real `emitter serve`, and a receiver. Both end with their test.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";

const programs = process.env.HOOKLOOP_BIN_DIR;
if (!programs) throw new Error("HOOKLOOP_BIN_DIR says where the programs are; ctest sets it");

export async function startEmitter(test, ...flags) {
  const words = ["serve", "--listen", "127.0.0.1:0", "--ephemeral", ...flags];
  const child = spawn(join(programs, "emitter"), words, { stdio: ["ignore", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (bytes) => (complaints += bytes));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  test.after(() => {
    child.kill();
    return ended;
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(line.slice(line.indexOf("http"))));
    void ended.then((code) => reject(new Error(`emitter ended with ${code}: ${complaints}`)));
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
