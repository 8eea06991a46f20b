// One bin while its page is open: the bin, its rows (all, or those that a search finds), and the feed that keeps both up
// to date. A page subscribes and is
// told at most once a frame that something changed, however many captures arrive.
import { CaptureList } from "bin_server/web/capture_list";
import * as api from "bin_server/web/bin_api";
import type { Bin, CaptureRow } from "bin_server/web/bin_api";
import { type FeedState, LiveFeed } from "shared/web/live_feed";
import { asProblem, type Problem } from "shared/web/problem";

// Where a search can not be read.
export interface SearchFault {
  query: string;
  column: number; // of the character, from 1
  message: string;
}

const PAGE_ROWS = 100;
const COUNTS_EVERY_MS = 1000; // the bin's counts are read again at most this often while captures arrive

export class BinSession {
  bin: Bin | undefined;
  rows = new CaptureList<CaptureRow>();
  state: FeedState = "connecting";
  problem: Problem | undefined; // the last thing that failed, until something works
  gone = false; // the bin is not there (any more)
  loaded = false;
  query: string; // the search that the rows are of; empty: all
  fault: SearchFault | undefined; // of the search that was wanted last; the rows are still those of the one before

  private feed: LiveFeed | undefined;
  private listener: (() => void) | undefined;
  private frame: number | undefined;
  private countsTimer: number | undefined;
  private loadingOlder = false;
  private olderFailed = false; // the list asks for older rows when it is scrolled; it does not ask twice
  private loadedTo = 0; // the bin's last seq when the newest page was read: what is behind it was there, or is gone
  private arrived: CaptureRow[] | undefined; // while the newest page is read: what the feed brings meanwhile
  private ended = false;
  private wanted: string; // the search that was asked for last

  constructor(readonly id: string, query = "") {
    this.query = query;
    this.wanted = query;
  }

  start(listener: () => void): void {
    this.listener = listener;
    void this.load();
  }

  end(): void {
    this.ended = true;
    this.feed?.close();
    clearTimeout(this.countsTimer);
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
  }

  // Another search. A mistake in it leaves the rows as they are, and stands in `fault`.
  readonly search = async (query: string): Promise<void> => {
    if (query === this.wanted) return;
    this.wanted = query;
    await this.load();
  };

  // From nothing, or again after a failure: the newest page, then the feed from there.
  readonly load = async (): Promise<void> => {
    try {
      await this.loadNewest();
      if (this.ended) return;
      if (!this.fault || !this.feed) this.openFeed(); // with a fault, what is shown goes on as it was
    } catch (error) {
      this.fail(error);
    }
    this.changed();
  };

  readonly loadOlder = async (): Promise<void> => {
    const before = this.rows.before;
    if (before === undefined || this.loadingOlder) return;
    this.loadingOlder = true;
    try {
      const query = this.query;
      const page = await api.listRequests(this.id, query, PAGE_ROWS, before);
      if (this.rows.before === before && this.query === query) this.rows.addOlder(page.requests, page.next !== null);
      if (this.olderFailed) this.problem = undefined;
      this.olderFailed = false;
    } catch (error) {
      this.olderFailed = true;
      this.fail(error);
    } finally {
      this.loadingOlder = false;
    }
    this.changed();
  };

  readonly clear = async (): Promise<void> => {
    try {
      await api.clearRequests(this.id);
      await this.loadNewest();
    } catch (error) {
      this.fail(error);
    }
    this.changed();
  };

  // True when the bin is gone for good.
  readonly delete = async (): Promise<boolean> => {
    // First the feed: it would find out by a connection that fails.
    this.feed?.close();
    this.feed = undefined;
    clearTimeout(this.countsTimer);
    this.countsTimer = undefined;
    try {
      await api.deleteBin(this.id);
      this.end();
      return true;
    } catch (error) {
      this.fail(error);
      if (!this.gone) this.openFeed();
      this.changed();
      return false;
    }
  };

  retryNow(): void {
    if (!this.feed) {
      void this.load();
      return;
    }
    this.feed.retryNow();
    void this.readBin();
  }

  private async loadNewest(): Promise<void> {
    const arrived: CaptureRow[] = (this.arrived = []);
    const wanted = this.wanted;
    let query = this.fault?.query === wanted ? this.query : wanted;
    const isOther = query !== this.query;
    try {
      // The bin first: what arrives between the two calls is in the list, or the feed brings it.
      const bin = await api.readBin(this.id);
      let page = await this.pageOf(query);
      if (page === undefined && !this.loaded) page = await this.pageOf((query = "")); // all, with the fault above them
      if (wanted !== this.wanted) return; // somebody types on: what is asked for next will tell
      this.bin = bin;
      if (page === undefined) return this.worked();
      this.query = query;
      if (isOther) arrived.length = 0; // of the search before
      this.loadedTo = bin.last_seq;
      this.rows.reset(page.requests, page.next !== null);
      for (const row of arrived) this.take(row);
    } finally {
      if (this.arrived === arrived) this.arrived = undefined;
    }
    this.olderFailed = false;
    this.worked();
  }

  private worked(): void {
    this.loaded = true;
    this.gone = false;
    this.problem = undefined;
  }

  // Nothing, and the fault, for a search that can not be read.
  private async pageOf(query: string): Promise<api.CapturePage | undefined> {
    try {
      const page = await api.listRequests(this.id, query, PAGE_ROWS);
      if (query === this.wanted) this.fault = undefined;
      return page;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status !== 400 || problem.column === undefined) throw error;
      const message = problem.detail.replace(/^Column \d+ of q: /, "");
      if (query === this.wanted) this.fault = { query, column: problem.column, message };
      return undefined;
    }
  }

  private openFeed(): void {
    this.feed?.close();
    this.feed = new LiveFeed({
      url: (after) => api.feedUrl(this.id, this.query, after),
      after: Math.max(this.rows.newest?.seq ?? 0, this.loadedTo),
      events: {
        captured: (data) => this.captured(data as CaptureRow),
        gap: (data) => this.skipped(data as { next: number }),
      },
      onState: (state) => this.feedChanged(state),
    });
  }

  // False when the row is in the list already, or was cleared away before its news came.
  private take(row: CaptureRow): boolean {
    return row.seq > this.loadedTo && this.rows.addNewest(row);
  }

  private captured(row: CaptureRow): void {
    this.arrived?.push(row);
    if (!this.take(row)) return;
    if (this.bin) this.bin = { ...this.bin, request_count: this.bin.request_count + 1 };
    this.countsTimer ??= window.setTimeout(() => {
      this.countsTimer = undefined;
      void this.readBin();
    }, COUNTS_EVERY_MS);
    this.changed();
  }

  // The feed could not go on from where we were: the rows held would have a hole, so the newest page is read instead.
  private skipped(gap: { next: number }): number {
    void this.loadNewest().catch((error: unknown) => this.fail(error)).finally(() => this.changed());
    return gap.next - 1;
  }

  private feedChanged(state: FeedState): void {
    const reconnected = state === "live" && this.state === "connecting" && this.bin !== undefined;
    this.state = state;
    // A connection that comes back may be to another server, one that does not have this bin, or has it anew. One that
    // does not come back is asked why: a bin that is gone is told apart from a server that is away.
    if (reconnected || state === "waiting") void this.readBin();
    this.changed();
  }

  // Also when somebody on the page has changed the bin.
  async readBin(): Promise<void> {
    try {
      const before = this.bin;
      const newestBefore = this.rows.newest?.seq ?? 0; // one that arrives while we ask is no sign of another server
      const bin = await api.readBin(this.id);
      if (this.ended) return;
      this.bin = bin;
      this.problem = undefined;
      this.gone = false;
      if (before && (before.created_at !== bin.created_at || bin.last_seq < newestBefore)) {
        await this.load();
      } else if (bin.request_count === 0 && this.rows.count > 0 && bin.last_seq >= (this.rows.newest?.seq ?? 0)) {
        this.rows.reset([], false); // cleared from elsewhere
      }
      if (this.olderFailed) void this.loadOlder();
    } catch (error) {
      this.fail(error);
    }
    this.changed();
  }

  private fail(error: unknown): void {
    const problem = asProblem(error);
    this.problem = problem;
    if (problem.status !== 404) return;
    this.gone = true;
    this.feed?.close();
    this.feed = undefined;
  }

  private changed(): void {
    if (this.ended || this.frame !== undefined) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = undefined;
      this.listener?.();
    });
  }
}
