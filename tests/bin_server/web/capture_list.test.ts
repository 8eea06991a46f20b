import assert from "node:assert/strict";
import { test } from "node:test";
import { CaptureList } from "bin_server/web/capture_list";

const rows = (...seqs: number[]): { seq: number }[] => seqs.map((seq) => ({ seq }));

function seqs(list: CaptureList<{ seq: number }>): (number | undefined)[] {
  return Array.from({ length: list.count }, (_, index) => list.at(index)?.seq);
}

test("the newest comes first, whichever way rows came in", () => {
  const list = new CaptureList();
  list.reset(rows(9, 8, 7), true);
  list.addNewest({ seq: 10 });
  list.addNewest({ seq: 12 });
  list.addOlder(rows(6, 4), false);
  assert.deepEqual(seqs(list), [12, 10, 9, 8, 7, 6, 4]);
  assert.equal(list.newest?.seq, 12);
  assert.equal(list.before, undefined);
});

test("a row that comes a second time changes nothing", () => {
  const list = new CaptureList();
  list.reset(rows(2, 1), false);
  assert.equal(list.addNewest({ seq: 2 }), false);
  assert.equal(list.addNewest({ seq: 3 }), true);
  list.addOlder(rows(3, 2, 1), false);
  assert.deepEqual(seqs(list), [3, 2, 1]);
  assert.equal(list.added, 1);
});

test("a row is found by its number, also where numbers are missing", () => {
  const list = new CaptureList();
  list.reset(rows(20, 10, 5), false);
  assert.equal(list.indexOf(20), 0);
  assert.equal(list.indexOf(5), 2);
  assert.equal(list.indexOf(7), -1);
  assert.equal(new CaptureList().indexOf(1), -1);
});

test("a list that is full drops its oldest rows and can load them again", () => {
  const list = new CaptureList<{ seq: number }>(20);
  for (let seq = 1; seq <= 21; seq += 1) list.addNewest({ seq });
  assert.equal(list.count, 19);
  assert.equal(list.before, 3);
  list.addOlder(rows(2, 1), false);
  assert.equal(list.count, 20);
  assert.equal(list.at(19)?.seq, 2);
});

test("a page that does not fit is not asked for again and again", () => {
  const list = new CaptureList<{ seq: number }>(3);
  list.reset(rows(9, 8, 7), true);
  list.addOlder(rows(6, 5), true);
  assert.deepEqual(seqs(list), [9, 8, 7]);
  assert.equal(list.before, undefined);
});
