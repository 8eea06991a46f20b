// Calls to the program that served the page, and what went wrong as a person should read it: the `title` and `detail`
// of RFC 9457 problem+json, or a sentence of ours where no answer came at all.

export class Problem extends Error {
  constructor(
    readonly status: number, // 0: no answer came
    readonly title: string,
    readonly detail: string,
    readonly column?: number, // in a search, from 1: where the mistake is
    readonly pointer?: string, // in the JSON that was sent (RFC 6901): which field is not right
  ) {
    super(`${title}. ${detail}`);
  }
}

export interface CallOptions {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown; // is sent as JSON
  text?: string; // JSON as it is to be sent
  signal?: AbortSignal;
}

// Throws Problem; an aborted call throws the AbortError of its signal instead.
async function ask(path: string, options: CallOptions): Promise<Response> {
  const request: RequestInit = { method: options.method ?? "GET", cache: "no-store" };
  if (options.signal) request.signal = options.signal;
  const body = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  if (body !== undefined) {
    request.body = body;
    request.headers = { "Content-Type": "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const advice = "Is the program still running? Start it again, then try once more.";
    throw new Problem(0, "The server does not answer", advice);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function call<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const text = await callForText(path, options);
  if (text === "") return undefined as Answer;
  try {
    return JSON.parse(text) as Answer;
  } catch {
    const advice = `${path} did not answer with JSON. Is something between the page and the server?`;
    throw new Problem(0, "The answer can not be read", advice);
  }
}

// The answer's text, as it came.
export async function callForText(path: string, options: CallOptions = {}): Promise<string> {
  const response = await ask(path, options);
  try {
    return await response.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem(0, "The answer broke off", "The connection to the server was lost. Try once more.");
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const standing = `HTTP ${response.status}`;
  try {
    const told = (await response.json()) as { title?: unknown; detail?: unknown; column?: unknown; pointer?: unknown };
    return new Problem(
      response.status,
      typeof told.title === "string" ? told.title : standing,
      typeof told.detail === "string" ? told.detail : "The server gave no reason.",
      typeof told.column === "number" ? told.column : undefined,
      typeof told.pointer === "string" ? told.pointer : undefined,
    );
  } catch {
    return new Problem(response.status, standing, "The server gave no reason. Its log on the terminal may tell more.");
  }
}

// What is caught, as a Problem: everything that is none is a bug of the page, and is shown instead of swallowed.
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "The page made a mistake", error instanceof Error ? error.message : String(error));
}
