import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, showCount, showSize, showTime } from "shared/web/wording";

test("sizes have the nearest unit", () => {
  const sizes: [number, string][] = [
    [0, "0 B"], [1023, "1023 B"], [1024, "1 KiB"], [1536, "1.5 KiB"], [1048576, "1 MiB"], [33554432, "32 MiB"],
    [1024 ** 3 * 2, "2 GiB"],
  ];
  for (const [bytes, shown] of sizes) assert.equal(showSize(bytes), shown);
});

test("counts are grouped by three and have the right noun", () => {
  assert.equal(showCount(1234567), "1\u202f234\u202f567");
  assert.equal(counted(1, "request", "requests"), "1 request");
  assert.equal(counted(0, "request", "requests"), "0 requests");
});

test("a time of today has no date, another day's has one", () => {
  const now = new Date(2026, 0, 31, 12, 0, 0);
  assert.equal(showTime(new Date(2026, 0, 31, 9, 5, 7).toISOString(), now), "09:05:07");
  assert.equal(showTime(new Date(2026, 0, 30, 9, 5, 7).toISOString(), now), "2026-01-30 09:05:07");
  assert.equal(showTime("no time", now), "no time");
});
