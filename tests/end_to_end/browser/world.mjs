// What a browser test needs: the real programs, each with a folder of its own and a free port, and a browser page that
// fails the test when its console is not clean. Everything that is started here is ended when its test ends, by its id.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const programs = process.env.HOOKLOOP_BIN_DIR;
if (!programs) throw new Error("HOOKLOOP_BIN_DIR says where the programs are; ctest sets it");

const browserProgram = (process.env.PATH ?? "").split(delimiter)
  .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
  .find(existsSync);
if (!browserProgram) throw new Error("there is no Chromium on the PATH; scripts/setup test installs it");

// How long the page may take to show what it must, on a machine that is busy with other tests too.
const PATIENCE_MS = 20_000;

// What was begun last is ended first: a page before the server that it talks to.
const endings = new WeakMap();

function atEnd(test, end) {
  if (!endings.has(test)) {
    const stack = [];
    endings.set(test, stack);
    test.after(async () => {
      const failures = [];
      for (const each of stack.reverse()) await Promise.resolve().then(each).catch((error) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    });
  }
  endings.get(test).push(end);
}

export function temporaryFolder(test) {
  const folder = mkdtempSync(join(tmpdir(), "hookloop-browser-"));
  atEnd(test, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// Starts a server of ours; the promise holds once it has said its address.
async function start(test, program, words) {
  const child = spawn(join(programs, program), words, { stdio: ["ignore", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (bytes) => (complaints += bytes));
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  const stop = async (signal = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  atEnd(test, () => stop());
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(line.slice(line.indexOf("http"))));
    child.once("error", reject);
    void ended.then((code) => reject(new Error(`${program} ended with ${code}: ${complaints}`)));
  });
  return { url, stop };
}

export const startBinServer = (test, { listen = "127.0.0.1:0", data } = {}) =>
  start(test, "bin_server", ["--listen", listen, ...(data ? ["--data", data] : ["--ephemeral"])]);

export const startEmitter = (test) => start(test, "emitter", ["serve", "--listen", "127.0.0.1:0", "--ephemeral"]);

// Both programs as a newcomer starts them, by scripts/run with throw-away data. `interrupt` is a Ctrl-C.
export async function startByScript(test) {
  const readyFile = join(temporaryFolder(test), "ready");
  const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
  const child = spawn(join(root, "scripts/run"),
    ["--bin-listen", "127.0.0.1:0", "--emitter-listen", "127.0.0.1:0", "--ready-file", readyFile],
    { stdio: ["ignore", "pipe", "pipe"], cwd: tmpdir() });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += bytes));
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  const interrupt = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGINT");
    return ended;
  };
  atEnd(test, interrupt);
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!existsSync(readyFile)) {
    assert.ok(!isOver, `scripts/run ended early: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { ...JSON.parse(readFileSync(readyFile, "utf8")), interrupt, said: () => said };
}

export const emitter = (...words) => promisify(execFile)(join(programs, "emitter"), words);

// A command as a person pastes it, with the programs on the PATH.
export const shell = (command) =>
  promisify(execFile)("sh", ["-c", command], { env: { ...process.env, PATH: `${programs}:${process.env.PATH}` } });

export async function createBin(server, wishes = {}) {
  const answer = await fetch(`${server.url}/api/v1/bins`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wishes),
  });
  assert.equal(answer.status, 201);
  return answer.json();
}

export async function capture(bin, body, headers = { "Content-Type": "application/json" }) {
  const answer = await fetch(bin.capture_url, { method: "POST", headers, body });
  assert.equal(answer.status, 200);
}

// Writes exactly these bytes to the server, hangs up if told to, and waits until it has answered and closed.
export function writeBytes(server, bytes, hangUp = false) {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => (hangUp ? socket.end(bytes) : socket.write(bytes)));
    const answer = [];
    socket.on("data", (some) => answer.push(some));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(answer).toString("latin1")));
  });
}

// One browser for all tests of a file: to start it takes longer than most of them do.
let browser;
after(async () => (await browser)?.close());

const startBrowser = () =>
  (browser ??= chromium.launch({
    executablePath: browserProgram,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  }));

// A page in a profile of its own. Whatever its console says that was not expected fails the test: errors of scripts,
// violations of the Content-Security-Policy, resources that could not be had.
export async function openPage(test, { expected = [], ...options } = {}) {
  const context = await (await startBrowser()).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints = [];
  const complain = (text) => {
    if (!expected.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  page.on("console", (message) => complain(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complain(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    complain(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  atEnd(test, async () => {
    await context.close();
    assert.deepEqual(complaints, [], "the page's console is clean");
  });
  return page;
}

// The seq of each row that is on the page, from the top.
export const shownSeqs = (page) =>
  page.locator(".windowed-list li").evaluateAll((rows) =>
    rows.sort((a, b) => a.offsetTop - b.offsetTop).map((row) => Number(row.dataset.key)));

export async function waitForLive(page) {
  await page.locator(".connection.live").waitFor();
}

export async function waitForDetail(page, seq) {
  await page.locator(`article[data-seq="${seq}"]`).waitFor();
}

export async function assertNoSidewaysScroll(page, what) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${what} does not scroll sideways`);
}
