// A live feed (server-sent events, HTML Standard section 9.2) that never loses its place: each event's id is a number
// that grows, and every new connection asks for what comes after the last number seen. An event that comes a second
// time is dropped here, so a caller sees each one once and in order.
//
// EventSource reconnects by itself, but gives up for good at the first answer that is not 200 and waits as long as it
// likes. So each connection here is a new EventSource, and the waiting is ours.

export type FeedState = "connecting" | "live" | "waiting";

export interface FeedOptions {
  url: (after: number) => string;
  after: number;
  // By the event's name. A numbered event is handed over once; return a number to move the place to it (a gap).
  events: Record<string, (data: unknown) => number | void>;
  onState: (state: FeedState) => void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4000; // a server that is started again is found soon after
// A browser gives one server six connections over all its tabs. A tab that nobody has looked at for this long gives its
// own back; it catches up when it is looked at.
const HIDDEN_FOR_MS = 30_000;

export class LiveFeed {
  private source: EventSource | undefined;
  private timer: number | undefined;
  private hiddenTimer: number | undefined;
  private wait = FIRST_WAIT_MS;
  private after: number;
  private closed = false;

  constructor(private readonly options: FeedOptions) {
    this.after = options.after;
    document.addEventListener("visibilitychange", this.whenSeen);
    window.addEventListener("online", this.retryNow);
    this.connect();
  }

  close(): void {
    this.closed = true;
    this.drop();
    clearTimeout(this.hiddenTimer);
    document.removeEventListener("visibilitychange", this.whenSeen);
    window.removeEventListener("online", this.retryNow);
  }

  readonly retryNow = (): void => {
    if (this.closed || this.source) return;
    this.wait = FIRST_WAIT_MS;
    this.connect();
  };

  private readonly whenSeen = (): void => {
    clearTimeout(this.hiddenTimer);
    if (document.hidden) {
      this.hiddenTimer = window.setTimeout(() => {
        this.drop();
        this.options.onState("waiting");
      }, HIDDEN_FOR_MS);
    } else {
      this.retryNow();
    }
  };

  private connect(): void {
    clearTimeout(this.timer);
    this.options.onState("connecting");
    const source = new EventSource(this.options.url(this.after));
    this.source = source;
    source.onopen = () => {
      this.wait = FIRST_WAIT_MS;
      this.options.onState("live");
    };
    source.onerror = () => {
      this.drop();
      this.options.onState("waiting");
      this.timer = window.setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    };
    for (const [name, take] of Object.entries(this.options.events)) {
      source.addEventListener(name, (event) => this.receive(event as MessageEvent<string>, name, take));
    }
  }

  private receive(event: MessageEvent<string>, name: string, take: (data: unknown) => number | void): void {
    const seq = name === "gap" ? undefined : Number(event.lastEventId);
    if (seq !== undefined) {
      if (!(seq > this.after)) return;
      this.after = seq;
    }
    const moved = take(JSON.parse(event.data));
    if (typeof moved === "number" && moved > this.after) this.after = moved;
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
  }
}
