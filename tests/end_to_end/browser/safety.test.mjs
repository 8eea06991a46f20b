// What pages of others try against bin_server by way of its user's browser: a name that is turned to this machine,
// forms and fetches across sites, pages without an origin, and markup that was stored or is answered. Each attack's
// request is seen to arrive; what it asks for is seen to be obeyed where it comes from no page.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { capture, createBin, startBinServer } from "./world.mjs";

// Long, for machines that are busy with something else.
const PATIENCE_MS = 60_000;

// Every name under .test is this machine, as a name becomes whose owner turns it. That the browser would itself hold
// back requests to this machine is left out: not every browser does.
let browser;
after(async () => (await browser)?.close());
const startBrowser = () =>
  (browser ??= chromium.launch({
    executablePath: (process.env.PATH ?? "").split(delimiter)
      .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
      .find(existsSync),
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
           "--disable-component-update", "--host-resolver-rules=MAP *.test 127.0.0.1",
           "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"],
  }));

// A page in a profile of its own; `heard` is what its console said.
async function openTab(t) {
  const context = await (await startBrowser()).newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const heard = [];
  page.on("console", (message) => heard.push(message.text()));
  return { page, heard };
}

async function listen(t, answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return server.address().port;
}

async function until(isSo, what) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    assert.ok(Date.now() < deadline, what());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

// Stands between the browser and the server and changes nothing. It knows what arrived and what was answered, which a
// browser does not tell of what a page may not see.
async function startTap(t, server) {
  const exchanges = [];
  const { hostname, port: serverPort } = new URL(server.url);
  const port = await listen(t, (asked, answered) => {
    const exchange = { method: asked.method, path: asked.url, headers: asked.headers, body: "", status: 0 };
    exchanges.push(exchange);
    const on = request({ hostname, port: serverPort, method: asked.method, path: asked.url, headers: asked.rawHeaders,
                         setHost: false }, (answer) => {
      exchange.status = answer.statusCode;
      exchange.answerHeaders = answer.headers;
      answered.writeHead(answer.statusCode, answer.rawHeaders).flushHeaders();
      answer.pipe(answered).on("close", () => answer.destroy());
      answer.on("error", () => answered.destroy());
    });
    on.on("error", () => answered.destroy());
    asked.on("data", (bytes) => (exchange.body += bytes));
    asked.pipe(on);
  });
  const find = (method, path, status) =>
    exchanges.filter((one) => one.method === method && one.path === path && one.status === status);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    exchanges,
    find,
    saw: (method, path, status, times = 1) =>
      until(() => find(method, path, status).length >= times,
        () => `no ${method} ${path} was answered ${status}, but ` +
          exchanges.map((one) => `${one.method} ${one.path} ${one.status}`).join(", ")),
  };
}

// A site of somebody else: pages by path.
async function startSite(t, pages = {}) {
  const port = await listen(t, (asked, answered) => {
    const { type, body } = pages[asked.url] ?? { type: "text/html", body: "<!doctype html><title>elsewhere</title>" };
    answered.writeHead(200, { "Content-Type": type }).end(body);
  });
  return { url: `http://elsewhere.test:${port}`, nearUrl: `http://127.0.0.1:${port}` };
}

// A server with a bin and a capture in it, a browser's tab, and a site of somebody else.
async function scene(t) {
  const tab = await openTab(t);
  const server = await startBinServer(t);
  const bin = await createBin(server, { id: "victim", name: "as it was" });
  await capture(bin, "kept");
  const tap = await startTap(t, server);
  return { ...tab, server, bin, tap, site: await startSite(t) };
}

const read = async (server, path) => (await fetch(server.url + path)).json();

// All that somebody could have changed.
async function stateOf(server) {
  const { bins } = await read(server, "/api/v1/bins");
  for (const bin of bins) delete bin.indexed_seq;  // grows by itself
  const requests = await read(server, "/api/v1/bins/victim/requests");
  const { exchanges } = await read(server, "/api/v1/bins/victim/requests/1/exchanges");
  return { bins, requests, exchanges };
}

// Where a page can stand that is not the server's own: gives the frame that its script runs in.
const PLACES = [
  {
    who: "another site",
    origin: /^http:\/\/elsewhere\.test:/,
    go: async ({ page, site }) => {
      await page.goto(site.url);
      return page.mainFrame();
    },
  },
  {
    who: "another port of this machine",
    origin: /^http:\/\/127\.0\.0\.1:/,
    go: async ({ page, site }) => {
      await page.goto(site.nearUrl);
      return page.mainFrame();
    },
  },
  {
    who: "a sandboxed frame (Origin: null)",
    origin: /^null$/,
    go: async ({ page, site }) => {
      await page.goto(site.url);
      await page.setContent('<iframe sandbox="allow-scripts allow-forms" srcdoc="<title>inside</title>"></iframe>');
      return (await page.locator("iframe").elementHandle()).contentFrame();
    },
  },
  {
    who: "a data: page (Origin: null)",
    origin: /^null$/,
    go: async ({ page }) => {
      await page.goto("data:text/html,<title>data</title>");
      return page.mainFrame();
    },
  },
  {
    who: "a bin's own page (Origin: null)",
    origin: /^null$/,
    go: async ({ page, server, tap }) => {
      await createBin(server, {
        id: "lure",
        response: {
          headers: { "Content-Type": "text/html", "Content-Security-Policy": "sandbox allow-scripts allow-forms" },
          body: "<!doctype html><title>lure</title>",
        },
      });
      await page.goto(`${tap.url}/b/lure`);
      return page.mainFrame();
    },
  },
];

// What a page can ask for without being allowed to first. Each would change something: see `obeyed`.
const simpleDeeds = (bin) => [
  { path: "/api/v1/bins", body: '{"id":"intruder","name":"a=b"}' },
  { path: "/api/v1/bins/victim/requests/latest/replay", body: `{"to":"${bin.capture_url}?a=b"}` },
  { path: "/api/v1/bins/victim/replay", body: `{"to":"${bin.capture_url}?a=b"}` },
];

// The very bodies that were refused do what they say once they come from no page.
async function obeyed(server, exchange) {
  const answer = await fetch(server.url + exchange.path, { method: "POST", body: exchange.body });
  assert.ok(answer.ok, `${exchange.path} ${exchange.body}: ${answer.status} ${await answer.text()}`);
}

async function assertRefusedAlone({ server, tap }, place, before) {
  assert.deepEqual(await stateOf(server), before);
  const writes = tap.exchanges.filter(({ method }) => !["GET", "OPTIONS"].includes(method));
  for (const { headers, status } of writes) {
    assert.match(headers.origin, place.origin);
    assert.equal(status, 403);
  }
}

const submitForm = (frame, action, enctype, name, value) =>
  frame.evaluate(([to, encoding, field, text]) => {
    const answer = document.querySelector("iframe") ?? document.createElement("iframe");
    answer.name = "answer";
    const form = document.createElement("form");
    Object.assign(form, { action: to, enctype: encoding, method: "post", target: answer.name });
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: field, value: text });
    form.append(input);
    document.body.append(answer, form);
    form.submit();
  }, [action, enctype, name, value]);

// Whether the page got an answer, whatever it is.
const tryFetch = (frame, url, options) =>
  frame.evaluate(([to, how]) => fetch(to, how).then((answer) => answer.type, () => "failed"), [url, options]);

for (const place of PLACES) {
  test(`${place.who} changes nothing by a form`, async (t) => {
    const all = await scene(t);
    const frame = await place.go(all);
    const before = await stateOf(all.server);
    for (const { path, body } of simpleDeeds(all.bin)) {
      // A field's name and value, which a form of text/plain puts around "=": JSON, to who does not look closely.
      const middle = body.lastIndexOf("=");
      const [name, value] = [body.slice(0, middle), body.slice(middle + 1)];
      await submitForm(frame, all.tap.url + path, "text/plain", name, value);
      await all.tap.saw("POST", path, 403);
    }
    for (const encoding of ["application/x-www-form-urlencoded", "multipart/form-data"]) {
      await submitForm(frame, `${all.tap.url}/api/v1/bins/victim/import?by=${encoding[0]}`, encoding, "name", "value");
      await all.tap.saw("POST", `/api/v1/bins/victim/import?by=${encoding[0]}`, 403);
    }
    await assertRefusedAlone(all, place, before);
    const ofText = all.tap.exchanges.filter(({ headers }) => headers["content-type"] === "text/plain");
    assert.equal(ofText.length, 3);
    for (const exchange of ofText) await obeyed(all.server, exchange);
  });

  test(`${place.who} changes nothing by a fetch`, async (t) => {
    const all = await scene(t);
    const frame = await place.go(all);
    const before = await stateOf(all.server);
    for (const { path, body } of simpleDeeds(all.bin)) {
      const url = all.tap.url + path;
      const post = (mode, type) =>
        tryFetch(frame, url, { method: "POST", mode, headers: { "Content-Type": type }, body });
      await post("no-cors", "text/plain");
      await post("no-cors", "application/json");
      assert.equal(await post("cors", "text/plain"), "failed");
      await frame.evaluate(([to, text]) => navigator.sendBeacon(to, text), [url, body]);
      await all.tap.saw("POST", path, 403, 4);
      for (const exchange of all.tap.find("POST", path, 403)) assert.equal(exchange.body, body);
      // With JSON's own type a browser asks first, and is not told that it may.
      assert.equal(await post("cors", "application/json"), "failed");
      assert.equal(all.tap.exchanges.at(-1).method, "OPTIONS");
    }
    for (const [method, path] of [["PATCH", ""], ["DELETE", ""], ["DELETE", "/requests"], ["PATCH", "/requests/1"]]) {
      const url = `${all.tap.url}/api/v1/bins/victim${path}`;
      assert.equal(await tryFetch(frame, url, { method, body: '{"name":"x","note":"x"}' }), "failed");
      assert.equal(all.tap.exchanges.at(-1).method, "OPTIONS");
    }
    await assertRefusedAlone(all, place, before);
    for (const { path } of simpleDeeds(all.bin)) await obeyed(all.server, all.tap.find("POST", path, 403)[0]);
  });

  test(`${place.who} can read neither API nor feed, nor frame the page`, async (t) => {
    const all = await scene(t);
    const frame = await place.go(all);
    const requests = "/api/v1/bins/victim/requests";
    const feed = "/api/v1/bins/victim/feed?after=0";
    assert.equal(await tryFetch(frame, all.tap.url + requests, {}), "failed");
    await all.tap.saw("GET", requests, 200);

    const told = await frame.evaluate((url) => new Promise((resolve) => {
      const source = new EventSource(url);
      for (const name of ["open", "message", "captured", "error"]) {
        source.addEventListener(name, () => {
          source.close();
          resolve(name);
        });
      }
    }), all.tap.url + feed);
    assert.equal(told, "error");
    await all.tap.saw("GET", feed, 200);

    // As what a page may take from anywhere.
    for (const [element, attribute] of [["script", "src"], ["img", "src"], ["video", "src"]]) {
      const address = `${requests}?limit=${element.length}`;
      const event = await frame.evaluate(([name, where, url]) => new Promise((resolve) => {
        const made = document.createElement(name);
        for (const one of ["load", "loadeddata", "error"]) made.addEventListener(one, () => resolve(one));
        made[where] = url;
        document.body.append(made);
      }), [element, attribute, all.tap.url + address]);
      assert.equal(event, "error", element);
      await all.tap.saw("GET", address, 200);
    }

    await frame.evaluate((url) => {
      const made = document.createElement("iframe");
      made.id = "framed";
      made.src = url;
      document.body.append(made);
    }, `${all.tap.url}/bins/victim`);
    await all.tap.saw("GET", "/bins/victim", 200);
    const framed = await (await frame.waitForSelector("#framed")).contentFrame();
    await until(() => framed.url().startsWith("chrome-error:"), () => `it shows ${framed.url()}`);
  });
}

// What the owner of a name has answered before the name was turned.
async function openLure(page, home) {
  await page.route(`${home}/lure`, (route) => route.fulfill({ contentType: "text/html", body: "<title>lure</title>" }));
  await page.goto(`${home}/lure`);
}

for (const name of ["rebound.test", "localhost.test", "127.0.0.1.test"]) {
  test(`the name ${name} that is turned to this machine leads to no API and no page`, async (t) => {
    const all = await scene(t);
    const before = await stateOf(all.server);
    const home = `http://${name}:${all.tap.port}`;
    await openLure(all.page, home);
    const ask = (path, method = "GET", body = undefined) =>
      all.page.evaluate(async ([to, how]) => {
        const answer = await fetch(to, how);
        return { status: answer.status, text: await answer.text() };
      }, [path, { method, body }]);
    // To the browser it is one origin, so that the page is told everything.
    for (const path of ["/", "/bins/victim", "/api/v1/bins", "/api/v1/bins/victim/requests/1/body", "/metrics",
                        "/openapi.json", "/api/v1/bins/victim/export?format=ndjson"]) {
      const { status, text } = await ask(path);
      assert.equal(status, 421, path);
      assert.doesNotMatch(text, /kept|as it was|<html/);
    }
    for (const { path, body } of simpleDeeds(all.bin)) assert.equal((await ask(path, "POST", body)).status, 421);
    for (const method of ["PATCH", "DELETE"]) {
      assert.equal((await ask("/api/v1/bins/victim", method, '{"name":"x"}')).status, 421);
    }
    const told = await all.page.evaluate(() => new Promise((resolve) => {
      const source = new EventSource("/api/v1/bins/victim/feed?after=0");
      source.onopen = () => resolve("open");
      source.onerror = () => resolve("error");
    }));
    assert.equal(told, "error");
    await all.tap.saw("GET", "/api/v1/bins/victim/feed?after=0", 421);
    assert.deepEqual(await stateOf(all.server), before);
    assert.equal((await all.page.goto(home)).status(), 421);
    assert.equal(await all.page.locator("script").count(), 0, "the page is not there");
  });
}

test("captures come in by such a name all the same", async (t) => {
  const all = await scene(t);
  const home = `http://rebound.test:${all.tap.port}`;
  await openLure(all.page, home);
  const answer = await all.page.evaluate(async () =>
    (await fetch("/b/victim/from/there", { method: "POST", body: "sent" })).json());
  const kept = await read(all.server, `/api/v1/bins/victim/requests/${answer.captured}`);
  assert.equal(kept.path, "/b/victim/from/there");
  assert.deepEqual(kept.headers.find(([field]) => field === "Host"), ["Host", new URL(home).host]);
});

test("a page of another site can send a capture", async (t) => {
  const all = await scene(t);
  await all.page.goto(all.site.url);
  const sent = { method: "POST", mode: "no-cors", body: "from a page" };
  await tryFetch(all.page.mainFrame(), `${all.tap.url}/b/victim`, sent);
  await all.tap.saw("POST", "/b/victim", 200);
  assert.equal(await (await fetch(`${all.server.url}/api/v1/bins/victim/requests/latest/body`)).text(), "from a page");
});

// Says so when it runs, and then does what it should not be able to.
const SCRIPT = 'console.log("it ran"); fetch("/api/v1/bins", { method: "POST", body: "{}" });';
const DOCUMENTS = [
  { type: "text/html", body: `<!doctype html><script>${SCRIPT}</script><img src="data:," onerror='${SCRIPT}'>` },
  { type: "image/svg+xml", body: `<svg xmlns="http://www.w3.org/2000/svg"><script>${SCRIPT}</script></svg>` },
  {
    type: "application/xhtml+xml",
    body: `<html xmlns="http://www.w3.org/1999/xhtml"><body><script>${SCRIPT}</script></body></html>`,
  },
];
const ran = (heard) => heard.includes("it ran");
const wasHeldBack = (heard) => heard.some((text) => /^Blocked script execution/.test(text));

for (const { type, body } of DOCUMENTS) {
  test(`stored ${type} that is opened raw is a download`, async (t) => {
    const all = await scene(t);
    await capture(all.bin, body, { "Content-Type": type });
    const before = await stateOf(all.server);
    for (const what of ["raw", "body"]) {
      const downloading = all.page.waitForEvent("download");
      const address = `${all.tap.url}/api/v1/bins/victim/requests/latest/${what}`;
      await assert.rejects(all.page.goto(address), /Download is starting/);
      assert.ok(readFileSync(await (await downloading).path(), "utf8").endsWith(body));
    }
    assert.equal(all.page.url(), "about:blank", "nothing was shown");
    assert.ok(!ran(all.heard));
    assert.deepEqual(await stateOf(all.server), before);
  });

  test(`${type} that a bin answers runs nothing, and is no page of the server's origin`, async (t) => {
    const all = await scene(t);
    await createBin(all.server, { id: "lure", response: { headers: { "Content-Type": type }, body } });
    const before = (await read(all.server, "/api/v1/bins")).bins.length;
    assert.equal((await all.page.goto(`${all.tap.url}/b/lure`)).status(), 200);
    await until(() => wasHeldBack(all.heard), () => `only this was heard: ${all.heard}`);
    assert.equal(await all.page.evaluate(() => document.getElementsByTagName("script").length), 1, "it is a page");
    assert.equal(await all.page.evaluate(() => self.origin), "null");
    assert.equal(await tryFetch(all.page.mainFrame(), `${all.tap.url}/api/v1/bins`, {}), "failed");
    await all.tap.saw("GET", "/api/v1/bins", 200);
    assert.ok(!ran(all.heard));
    assert.equal((await read(all.server, "/api/v1/bins")).bins.length, before);
  });

  test(`such ${type} does run where nothing holds it back`, async (t) => {
    const { page, heard } = await openTab(t);
    const site = await startSite(t, { "/page": { type, body } });
    await page.goto(`${site.url}/page`);
    await until(() => ran(heard), () => `only this was heard: ${heard}`);
  });
}

test("a stored script is no script to any page, the server's own among them", async (t) => {
  const all = await scene(t);
  await capture(all.bin, SCRIPT, { "Content-Type": "text/javascript" });
  for (const home of [all.tap.url, all.site.url]) {
    await all.page.goto(home);
    for (const what of ["raw", "body"]) {
      const address = `/api/v1/bins/victim/requests/2/${what}`;
      const event = await all.page.evaluate((url) => new Promise((resolve) => {
        const script = document.createElement("script");
        for (const one of ["load", "error"]) script.addEventListener(one, () => resolve(one));
        script.src = url;
        document.head.append(script);
      }), all.tap.url + address);
      assert.equal(event, "error", `${address} on ${home}`);
      await all.tap.saw("GET", address, 200);
    }
  }
  assert.ok(!ran(all.heard));
});

// What a visitor's link says is part of such an answer.
async function openReflection(t, response, query) {
  const all = await scene(t);
  await createBin(all.server, { id: "echo", response: { template: true, ...response } });
  const before = (await read(all.server, "/api/v1/bins")).bins.length;
  await all.page.goto(`${all.tap.url}/b/echo?${new URLSearchParams(query)}`);
  return {
    ...all,
    assertNothingRan: async () => {
      await until(() => wasHeldBack(all.heard), () => `only this was heard: ${all.heard}`);
      assert.ok(!ran(all.heard));
      assert.equal(await all.page.evaluate(() => self.origin), "null");
      assert.equal((await read(all.server, "/api/v1/bins")).bins.length, before);
    },
  };
}

const MARKUP = `<script>${SCRIPT}</script>`;

test("a script that a template takes from the query does not run", async (t) => {
  const { page, assertNothingRan } = await openReflection(t,
    { headers: { "Content-Type": "text/html" }, body: "<!doctype html><h1>{{query.q}}</h1>" }, { q: MARKUP });
  assert.equal(await page.evaluate(() => document.querySelectorAll("h1 script").length), 1, "it is in the page");
  await assertNothingRan();
});

test("a template that lets a link choose the type of its answer runs nothing either", async (t) => {
  const { page, assertNothingRan } = await openReflection(t,
    { headers: { "Content-Type": "{{query.type}}" }, body: "{{query.q}}" }, { type: "text/html", q: MARKUP });
  assert.equal(await page.evaluate(() => document.contentType), "text/html");
  await assertNothingRan();
});

test("a link can not end a header's line, and so neither lift the sandbox nor begin a body", async (t) => {
  const lines = `x\r\nContent-Security-Policy: default-src * 'unsafe-inline'\r\n\r\n${MARKUP}`;
  const { tap, assertNothingRan } = await openReflection(t,
    { headers: { "Content-Type": "text/html", "X-Echo": "{{query.q}}" }, body: `<!doctype html>${MARKUP}` },
    { q: lines });
  const { answerHeaders } = tap.exchanges[0];
  assert.equal(answerHeaders["content-security-policy"], "sandbox");
  assert.match(answerHeaders["x-echo"], /^x.*default-src/);
  await assertNothingRan();
});
