import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { LiveFeed } from "shared/web/live_feed";

// The parts of a browser that a feed needs, moved by hand.
class ScriptedEventSource extends EventTarget {
  static made: ScriptedEventSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    super();
    ScriptedEventSource.made.push(this);
  }
  close(): void {
    this.closed = true;
  }
  send(name: string, id: string, data: unknown): void {
    this.dispatchEvent(Object.assign(new Event(name), { lastEventId: id, data: JSON.stringify(data) }));
  }
}

const page = Object.assign(new EventTarget(), { hidden: false });
const made = ScriptedEventSource.made;
mock.timers.enable({ apis: ["setTimeout"] });
Object.assign(globalThis, {
  EventSource: ScriptedEventSource,
  document: page,
  window: Object.assign(new EventTarget(), { setTimeout: globalThis.setTimeout }),
});
beforeEach(() => {
  made.length = 0;
  page.hidden = false;
});

function open(after = 0) {
  const seen: unknown[] = [];
  const states: string[] = [];
  const feed = new LiveFeed({
    url: (from) => `/feed?after=${from}`,
    after,
    events: {
      captured: (data) => void seen.push(data),
      gap: (data) => (data as { next: number }).next - 1,
    },
    onState: (state) => states.push(state),
  });
  return { feed, seen, states };
}

const newest = (): ScriptedEventSource => made.at(-1) as ScriptedEventSource;

test("a connection that is lost goes on after the last number seen", () => {
  const { feed, seen, states } = open(5);
  assert.equal(newest().url, "/feed?after=5");
  newest().onopen?.();
  newest().send("captured", "6", "six");
  newest().onerror?.();
  assert.equal(newest().closed, true);
  mock.timers.tick(249);
  assert.equal(made.length, 1);
  mock.timers.tick(1);
  assert.equal(newest().url, "/feed?after=6");
  newest().onopen?.();
  newest().send("captured", "6", "six again");
  newest().send("captured", "7", "seven");
  assert.deepEqual(seen, ["six", "seven"]);
  assert.deepEqual(states, ["connecting", "live", "waiting", "connecting", "live"]);
  feed.close();
});

test("waits grow to four seconds and begin anew after a connection", () => {
  const { feed } = open();
  for (const wait of [250, 500, 1000, 2000, 4000, 4000]) {
    newest().onerror?.();
    const before = made.length;
    mock.timers.tick(wait - 1);
    assert.equal(made.length, before, `nothing before ${wait} ms`);
    mock.timers.tick(1);
    assert.equal(made.length, before + 1, `a new connection after ${wait} ms`);
  }
  newest().onopen?.();
  newest().onerror?.();
  const before = made.length;
  mock.timers.tick(250);
  assert.equal(made.length, before + 1);
  feed.close();
});

test("a gap moves the place to where the feed goes on", () => {
  const { feed, seen } = open(1);
  newest().send("gap", "", { after: 1, next: 500, missed: 498 });
  newest().send("captured", "499", "before the gap's end");
  newest().send("captured", "500", "behind it");
  assert.deepEqual(seen, ["behind it"]);
  feed.close();
});

test("a tab that is hidden for long gives its connection back and catches up when it is seen", () => {
  const { feed } = open(3);
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  mock.timers.tick(29_999);
  assert.equal(newest().closed, false);
  mock.timers.tick(1);
  assert.equal(newest().closed, true);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(made.length, 2);
  assert.equal(newest().url, "/feed?after=3");
  feed.close();
});

test("a feed that is closed stays closed", () => {
  const { feed } = open();
  newest().onerror?.();
  feed.close();
  feed.retryNow();
  mock.timers.tick(60_000);
  assert.equal(made.length, 1);
});
