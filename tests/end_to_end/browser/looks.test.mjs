import assert from "node:assert/strict";
import { test } from "node:test";
import {
  assertNoSidewaysScroll, capture, createBin, openPage, startBinServer, waitForDetail, waitForLive,
} from "./world.mjs";

const LONG = "x".repeat(3000);

async function binWithRequests(t) {
  const server = await startBinServer(t);
  const bin = await createBin(server, { id: "looks", name: `A name ${"that is long ".repeat(10)}` });
  const headers = { "Content-Type": "application/json", "X-Long": LONG };
  await capture(bin, `{"${LONG}":"${LONG}","list":[[[[[[[[1]]]]]]]]}`, headers);
  await fetch(`${bin.capture_url}/${LONG}?${LONG}=${LONG}`, { method: "DELETE" });
  await capture(bin, '{"n":1}');
  return { server, bin };
}

for (const width of [360, 768, 1440]) {
  test(`no page scrolls sideways at ${width} px`, async (t) => {
    const { server } = await binWithRequests(t);
    const empty = await createBin(server, { id: `empty_${LONG.slice(0, 50)}` });
    const page = await openPage(t, { viewport: { width, height: 800 } });
    await page.goto(server.url);
    await page.getByRole("link", { name: "A name" }).waitFor();
    await assertNoSidewaysScroll(page, "the list of bins");
    await page.goto(`${server.url}/bins/${empty.id}`);
    await page.getByRole("heading", { name: "Listening" }).waitFor();
    await assertNoSidewaysScroll(page, "an empty bin");
    await page.goto(`${server.url}/bins/looks`);
    await page.locator('li[data-key="3"]').waitFor();
    await assertNoSidewaysScroll(page, "a list of requests");
    for (const seq of [1, 2, 3]) {
      await page.goto(`${server.url}/bins/looks#${seq}`);
      await waitForDetail(page, seq);
      await assertNoSidewaysScroll(page, `request ${seq}`);
    }
  });
}

test("a narrow page goes from the list to a request and back", async (t) => {
  const { server } = await binWithRequests(t);
  const page = await openPage(t, { viewport: { width: 360, height: 740 } });
  await page.goto(`${server.url}/bins/looks`);
  await page.locator('li[data-key="3"] a').click();
  await waitForDetail(page, 3);
  assert.equal(await page.locator(".windowed-list").isVisible(), false);
  await page.getByRole("button", { name: "Requests" }).click();
  await page.locator('li[data-key="3"]').waitFor();
  await page.goBack();
  await waitForDetail(page, 3);
});

// WCAG 2.2 success criterion 1.4.3, for the pairs of colours that carry text.
const TEXT_ON_GROUND = [
  ["--text", "--ground"], ["--text", "--surface"], ["--text", "--accent-ground"], ["--quiet", "--ground"],
  ["--quiet", "--surface"], ["--quiet", "--sunken"], ["--accent", "--ground"], ["--accent", "--surface"],
  ["--on-accent", "--accent"], ["--good", "--good-ground"], ["--bad", "--bad-ground"], ["--warn", "--warn-ground"],
  ["--good", "--sunken"], ["--blue", "--sunken"], ["--violet", "--sunken"], ["--warn", "--sunken"],
  ["--accent-strong", "--accent-ground"], ["--quiet", "--accent-ground"],
];

for (const colorScheme of ["light", "dark"]) {
  test(`text can be read in the ${colorScheme} scheme`, async (t) => {
    const server = await startBinServer(t);
    const page = await openPage(t, { colorScheme });
    await page.goto(server.url);
    await page.getByRole("button", { name: "Create a bin" }).waitFor();
    const colours = await page.evaluate((names) => {
      const style = getComputedStyle(document.documentElement);
      return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name).trim()]));
    }, [...new Set(TEXT_ON_GROUND.flat())]);
    for (const [text, ground] of TEXT_ON_GROUND) {
      const ratio = contrast(colours[text], colours[ground]);
      assert.ok(ratio >= 4.5, `${text} on ${ground} has a contrast of ${ratio.toFixed(2)}`);
    }
    const dark = luminance(colours["--ground"]) < 0.5;
    assert.equal(dark, colorScheme === "dark");
  });
}

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

test("everything can be done with the keyboard", async (t) => {
  const server = await startBinServer(t);
  const page = await openPage(t);
  await page.goto(server.url);
  await page.getByLabel("Name").waitFor();
  const focused = () => page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("aria-label") ?? element?.innerText.trim();
  });

  await page.getByLabel("Name").focus();
  await page.keyboard.type("by keyboard");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Listening" }).waitFor();
  await waitForLive(page);
  const captureUrl = await page.getByLabel("Capture URL", { exact: true }).innerText();
  for (const number of [1, 2, 3]) await capture({ capture_url: captureUrl }, `{"number":${number}}`);
  await waitForDetail(page, 3);

  // From the top of the page: every stop can be seen and has a name, and the list is one stop.
  const stops = [];
  await page.locator(".brand").focus();
  for (let presses = 0; presses < 30 && !stops.at(-1)?.includes("#3"); presses += 1) {
    await page.keyboard.press("Tab");
    stops.push(await focused());
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, "solid", `the focus on "${stops.at(-1)}" can be seen`);
  }
  assert.deepEqual(stops.slice(0, -1),
    ["Capture URL", "Copy the capture URL", "How to call it", "Answers 200", "Clear", "Delete", "Search requests", "How to search",
     "Follow newest"]);

  await page.keyboard.press("ArrowDown");
  await waitForDetail(page, 2);
  await page.keyboard.press("End");
  await waitForDetail(page, 1);
  await page.keyboard.press("Home");
  await waitForDetail(page, 3);
  await page.keyboard.press("ArrowDown");
  await capture({ capture_url: captureUrl }, '{"number":4}');
  await page.locator('li[data-key="4"]').waitFor();
  await waitForDetail(page, 2);
  assert.match(await focused(), /#2/, "the focus stays on its row when another comes in");

  await page.getByRole("button", { name: "Delete" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  assert.equal(await focused(), "Cancel", "the safe answer has the focus");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("an arriving request moves nothing that is being read", async (t) => {
  const { server, bin } = await binWithRequests(t);
  const page = await openPage(t);
  await page.goto(`${server.url}/bins/looks#3`);
  await waitForDetail(page, 3);
  await waitForLive(page);
  const body = page.getByLabel("Body", { exact: true });
  const placeOfBody = () => body.evaluate((element) => element.getBoundingClientRect().top);
  const before = await placeOfBody();
  await capture(bin, "{}");
  await page.locator('li[data-key="4"]').waitFor();
  assert.equal(await placeOfBody(), before);
});
