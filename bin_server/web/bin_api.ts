// bin_server's API as this page uses it. The fields are those of the API, spelled the same.
import type { Answer } from "bin_server/web/answer";
import { call, callForText } from "shared/web/problem";

export interface Bin {
  id: string;
  name: string;
  capture_url: string;
  page_url: string;
  created_at: string;
  request_count: number;
  total_count: number;
  last_seq: number;
  bytes: number;
  refused: Record<string, number>;
  max_requests: number;
  max_bytes: number;
  expires_at: string | null;
  response: Answer;
}

export interface PayloadVerdict {
  state: "valid" | "invalid" | "unknown_event" | "not_json";
  event_type: string | null;
}

export interface Violation {
  pointer: string;
  rule: string;
  expected: string;
  actual: string;
  line: number;
  column: number;
}

export interface SignatureVerdict {
  state: "valid" | "invalid" | "unsigned" | "no_secret";
  scheme: string | null;
  cause: string | null;
}

export interface Delivery {
  id: string;
  event_id: string | null;
  event_type: string | null;
  attempt: number | null;
}

// A row of the list and of the feed.
export interface CaptureRow {
  id: string;
  bin: string;
  seq: number; // per bin, from 1, never given twice
  received_at: string;
  method: string;
  target: string;
  path: string;
  http_version: string | null; // null when the request named none that can be read
  body: { bytes: number; content_type: string | null };
  client: { address: string; port: number };
  complete: boolean;
  problems: string[];
  response: { status: number | null }; // null: no status reached the sender
  delivery: Delivery | null;
  verdict: { payload: PayloadVerdict; signature: SignatureVerdict; duplicate_of: string | null } | null;
}

// What is wrong with a request as HTTP: it broke off, it is none, or it is an unusual one. bin_server begins the first
// of the problems with the word.
export function faultOf({ complete, problems }: Pick<CaptureRow, "complete" | "problems">):
  "incomplete" | "malformed" | "odd" | undefined {
  if (!complete) return problems[0]?.startsWith("malformed") ? "malformed" : "incomplete";
  return problems.length > 0 ? "odd" : undefined;
}

export type Pair = [name: string, value: string];

// What was really answered. Of the plain answer, which names the capture, only status and state are told.
export interface GivenAnswer {
  status: number | null;
  state: "answered" | "waiting" | "sender_left" | "unknown";
  step?: string; // which branch of the bin's answers, as a JSON Pointer into them
  delay_ms?: number;
  drip?: { bytes: number; every_ms: number };
  fault?: string | null;
  sent_bytes?: number;
  headers?: Pair[];
  body?: { bytes: number; text?: string; base64?: string };
}

export interface CaptureDetail extends Omit<CaptureRow, "verdict" | "body" | "response"> {
  response: GivenAnswer;
  query: Pair[];
  headers: Pair[];
  trailers: Pair[]; // what follows a chunked body
  // `bytes` of content; `wire_bytes` with the framing of a chunked body.
  body: {
    bytes: number;
    wire_bytes: number;
    sha256: string;
    content_type: string | null;
    text?: string; // where the content is UTF-8; else base64
    base64?: string;
  };
  verdict: {
    payload: PayloadVerdict & { violations?: Violation[] };
    signature: SignatureVerdict & { detail?: string | null };
    duplicate_of: string | null;
  } | null;
}

export interface CapturePage {
  requests: CaptureRow[]; // newest first
  next: number | null; // the `before` of the page that follows
}

const binPath = (bin: string): string => `/api/v1/bins/${encodeURIComponent(bin)}`;

export interface BinList {
  bins: Bin[];
  refused: Record<string, number>;  // before it was known for which bin
}

export const listBins = (signal?: AbortSignal): Promise<BinList> =>
  call<BinList>("/api/v1/bins", signal ? { signal } : {});

export const createBin = (name: string): Promise<Bin> =>
  call<Bin>("/api/v1/bins", { method: "POST", body: name === "" ? {} : { name } });

export const readBin = (bin: string): Promise<Bin> => call<Bin>(binPath(bin));

// As text: numbers in an answer may have more digits than a double holds.
export const readBinText = (bin: string): Promise<string> => callForText(binPath(bin));
export const changeBinByText = (bin: string, change: string): Promise<string> =>
  callForText(binPath(bin), { method: "PATCH", text: change });

export const deleteBin = (bin: string): Promise<void> => call(binPath(bin), { method: "DELETE" });

export const clearRequests = (bin: string): Promise<void> => call(`${binPath(bin)}/requests`, { method: "DELETE" });

const queryPart = (query: string): string => (query === "" ? "" : `&q=${encodeURIComponent(query)}`);

// Those that match the search, all for an empty one.
export const listRequests = (bin: string, query: string, limit: number, before?: number): Promise<CapturePage> =>
  call<CapturePage>(`${binPath(bin)}/requests?limit=${limit}${before === undefined ? "" : `&before=${before}`}` +
                    queryPart(query));

export const readRequest = (bin: string, seq: number, signal: AbortSignal): Promise<CaptureDetail> =>
  call<CaptureDetail>(`${binPath(bin)}/requests/${seq}`, { signal });

export const feedUrl = (bin: string, query: string, after: number): string =>
  `${binPath(bin)}/feed?after=${after}${queryPart(query)}`;

// The exact bytes, as a download.
export const rawUrl = (bin: string, seq: number): string => `${binPath(bin)}/requests/${seq}/raw`;
export const bodyUrl = (bin: string, seq: number): string => `${binPath(bin)}/requests/${seq}/body`;
