// The rows that the page holds of a bin: a run of them without holes, by seq, newest first to the reader. It grows on
// top as captures arrive and at the bottom as the reader scrolls, and never holds more than HELD_AT_MOST.

export interface Numbered {
  seq: number;
}

// A row is about a kilobyte in the browser: 50 MB at most. What is dropped at the bottom can be scrolled to again.
export const HELD_AT_MOST = 50_000;

export class CaptureList<Row extends Numbered> {
  private rows: Row[] = []; // oldest first: the end is where most of them come in
  private addedOnTop = 0;
  private hasOlder = false;

  constructor(private readonly heldAtMost = HELD_AT_MOST) {}

  get count(): number {
    return this.rows.length;
  }
  // How many rows ever came in on top; what it grows by is what the others moved down by.
  get added(): number {
    return this.addedOnTop;
  }
  get newest(): Row | undefined {
    return this.rows.at(-1);
  }
  // What to ask for the next older page with; undefined when there is none.
  get before(): number | undefined {
    return this.hasOlder ? this.rows[0]?.seq : undefined;
  }

  // Index 0 is the newest.
  at(index: number): Row | undefined {
    return this.rows[this.rows.length - 1 - index];
  }

  keyAt(index: number): number {
    return this.at(index)?.seq ?? 0;
  }

  // Of the row with this seq; -1 when it is not held.
  indexOf(seq: number): number {
    let low = 0;
    let high = this.rows.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.rows[middle]?.seq ?? 0;
      if (found === seq) return this.rows.length - 1 - middle;
      if (found < seq) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  // Starts anew with the newest page.
  reset(newestFirst: readonly Row[], hasOlder: boolean): void {
    this.rows = newestFirst.toReversed();
    this.hasOlder = hasOlder;
  }

  // A capture that arrived; one that is held already, or older than the newest, changes nothing.
  addNewest(row: Row): boolean {
    if (row.seq <= (this.newest?.seq ?? 0)) return false;
    this.rows.push(row);
    this.addedOnTop += 1;
    // Trimmed by a tenth at a time: cutting one off the front for each that comes in would copy the rest each time.
    if (this.rows.length > this.heldAtMost) {
      this.rows = this.rows.slice(Math.max(1, Math.floor(this.heldAtMost / 10)));
      this.hasOlder = true;
    }
    return true;
  }

  addOlder(newestFirst: readonly Row[], hasOlder: boolean): void {
    const oldest = this.rows[0]?.seq ?? Infinity;
    const older = newestFirst.filter((row) => row.seq < oldest).toReversed();
    // A list that is full drops the page that it just got, and would ask for it again for ever.
    const room = Math.max(0, this.heldAtMost - this.rows.length);
    this.rows = [...older.slice(Math.max(0, older.length - room)), ...this.rows];
    this.hasOlder = hasOlder && room > older.length;
  }
}
