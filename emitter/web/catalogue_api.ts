// The part of emitter's API that this page uses. The fields are those of the API, spelled the same.
import { call, callForText } from "shared/web/problem";

export interface EventType {
  id: string;
  dotted: string;
  console_name: string;
  scope: "app" | "account";
  origin: "documented" | "inferred";
}

export const listEventTypes = async (): Promise<EventType[]> =>
  (await call<{ event_types: EventType[] }>("/api/v1/event-types")).event_types;

export type Document = "example" | "schema";

// Exact text: it is shown as it is, and never read as numbers.
export const readDocument = (type: string, document: Document, signal: AbortSignal): Promise<string> =>
  callForText(`/api/v1/event-types/${encodeURIComponent(type)}/${document}`, { signal });
