// What a bin answers, between the API's JSON and what a person edits: a form for one answer, the JSON text for
// everything. Fields are those of the API (ANSWER), spelled the same. Pure.
import type { Pair } from "bin_server/web/bin_api";
import { type JsonLine, layOutJson } from "shared/web/json_text";

// As the API shows and takes an answer; `sequence`, `chances` or `rules` make it a choice among several.
export interface Answer {
  status?: number;
  headers?: Pair[] | Record<string, string> | null;
  body?: { bytes?: number; text?: string; base64?: string } | string | null; // null: it tells the capture's id
  body_base64?: string;
  template?: boolean;
  delay_ms?: number | [number, number] | { median: number; p95: number } | null;
  drip?: { bytes: number; every_ms: number } | null;
  fault?: string | null;
  seed?: number;
  sequence?: unknown[];
  by?: "arrival" | "attempt";
  chances?: unknown[];
  rules?: unknown[];
}

export const ANSWER_FAULTS = [
  { key: "none", label: "nothing goes wrong" },
  { key: "reset", label: "reset the connection" },
  { key: "close", label: "close it without an answer" },
  { key: "garbage", label: "send bytes that are no HTTP" },
  { key: "half", label: "break off in the middle" },
  { key: "silence", label: "never answer" },
] as const;

export interface AnswerForm {
  status: string;
  headers: string; // a line each: "Name: value"
  body: string;
  tellsCapture: boolean; // the body is the server's own, which names the capture
  isTemplate: boolean;
  delayMs: string;
  fault: string;
}

// Nothing where a form can not show all of it: a choice, a body of bytes, a delay by chance, a drip.
export function formOf(answer: Answer): AnswerForm | undefined {
  const delay_ms = answer.delay_ms ?? 0;
  if (isChoice(answer) || answer.drip || typeof delay_ms !== "number") return undefined;
  const body = typeof answer.body === "string" ? { text: answer.body } : answer.body;
  if (body?.base64 !== undefined || answer.body_base64 !== undefined) return undefined;
  const headers = answer.headers ?? [];
  return {
    status: String(answer.status ?? 200),
    headers: (Array.isArray(headers) ? headers : Object.entries(headers))
      .map(([name, value]) => `${name}: ${value}`).join("\n"),
    body: body?.text ?? "",
    tellsCapture: !body,
    isTemplate: answer.template ?? false,
    delayMs: String(delay_ms),
    fault: answer.fault ?? "none",
  };
}

// A mistake that the form itself sees: the server sees all others.
export class FormFault extends Error {}

// Every field is named, so that nothing of the answer before is left.
export function responseOf(form: AnswerForm): Record<string, unknown> {
  return {
    status: wholeNumber(form.status, "The status"),
    headers: form.headers.split("\n").flatMap(readHeader),
    body: form.tellsCapture ? null : form.body,
    template: form.isTemplate,
    delay_ms: wholeNumber(form.delayMs, "The delay"),
    drip: null,
    fault: form.fault,
  };
}

function wholeNumber(text: string, what: string): number {
  if (!/^[0-9]{1,9}$/.test(text.trim())) throw new FormFault(`${what} is a whole number.`);
  return Number(text);
}

function readHeader(line: string, index: number): Pair[] {
  if (line.trim() === "") return [];
  const colon = line.indexOf(":");
  if (colon <= 0) throw new FormFault(`Header line ${index + 1} is “Name: value”, with a colon between.`);
  return [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]];
}

const isChoice = (answer: Answer): boolean =>
  answer.sequence !== undefined || answer.chances !== undefined || answer.rules !== undefined;

// In a word or two, for a button.
export function summaryOf(answer: Answer): string {
  if (answer.sequence) return `a sequence by ${answer.by ?? "arrival"}`;
  if (answer.chances) return "by chance";
  if (answer.rules) return "by rules";
  if (answer.fault === "half") return `half of a ${answer.status ?? 200}`;
  if (answer.fault) return answer.fault;
  return `${answer.status ?? 200}${answer.delay_ms ? ", delayed" : ""}${answer.drip ? ", slowly" : ""}`;
}

// The fields of one answer that stay as they were where they are not named, as this page unnames them.
const UNSAID: readonly (readonly [name: string, value: string])[] = [
  ["status", "200"], ["headers", "null"], ["body", "null"], ["template", "false"], ["delay_ms", "null"],
  ["drip", "null"], ["fault", "null"],
];

// The JSON text of a change that puts this answer in the place of the one before. The text goes on as it was written:
// a seed may have more digits than a double holds.
export function changeOf(text: string): string {
  const layout = layOutJson(text);
  if ("fault" in layout) {
    const { line, column, expected } = layout.fault;
    throw new FormFault(`At line ${line}, column ${column} the JSON needs ${expected}.`);
  }
  const answer: unknown = JSON.parse(text);
  if (answer === null) return '{"response":null}';
  if (typeof answer !== "object" || Array.isArray(answer)) throw new FormFault("An answer is a JSON object, {…}.");
  const isSaid = (name: string): boolean =>
    Object.hasOwn(answer, name) || (name === "body" && Object.hasOwn(answer, "body_base64"));
  const unsaid = isChoice(answer as Answer) ? [] : UNSAID.filter(([name]) => !isSaid(name));
  if (!Object.hasOwn(answer, "seed")) unsaid.push(["seed", "null"]);
  const said = text.trim().slice(1, -1).trim();
  const rest = unsaid.map(([name, value]) => `"${name}":${value}`).join(",");
  return `{"response":{${[rest, said].filter((part) => part !== "").join(",")}}}`;
}

// JSON for a person to edit, with its tokens as they were written; a pair of texts, as headers are, stays on one line.
export function layOutForEditing(text: string): string {
  const layout = layOutJson(text);
  return "fault" in layout ? text : joinPairs(layout.lines.map(lineText).join("\n"));
}

// The answer in the API's text of a bin.
export function responseText(binText: string): string {
  const layout = layOutJson(binText);
  if ("fault" in layout) return "{}";
  const from = layout.lines.findIndex((line) => line.depth === 1 && line.pointer === "/response");
  const after = layout.lines.findIndex((line, index) => index > from && line.depth === 1 && line.pointer !== "/response");
  const lines = layout.lines.slice(from, after < 0 ? -1 : after);
  const text = lines.map((line) => lineText({ ...line, depth: line.depth - 1 })).join("\n");
  return joinPairs(text.replace(/^"response": /, "").replace(/,$/, ""));
}

const lineText = ({ depth, tokens }: JsonLine): string =>
  "  ".repeat(depth) + tokens.map((token) => token.text).join("");

const STRING = String.raw`"(?:[^"\\\n]|\\.)*"`;
const PAIR = new RegExp(String.raw`\[\n\s*(${STRING}),\n\s*(${STRING})\n\s*\]`, "g");

const joinPairs = (text: string): string => text.replace(PAIR, "[$1, $2]");

export interface Preset {
  key: string;
  label: string;
  answer: Answer;
}

export const PRESETS: readonly Preset[] = [
  { key: "ok", label: "200 with the capture's id", answer: { status: 200, headers: [], body: null } },
  { key: "unavailable", label: "503, Retry-After",
    answer: { status: 503, headers: [["Retry-After", "2"]], body: null } },
  { key: "gone", label: "410 Gone", answer: { status: 410, headers: [], body: null } },
  { key: "slow", label: "Slow, 5 s", answer: { status: 200, headers: [], body: null, delay_ms: 5000 } },
  { key: "reset", label: "Reset", answer: { status: 200, headers: [], body: null, fault: "reset" } },
  { key: "echo", label: "Echo the body",
    answer: { status: 200, headers: [["Content-Type", "{{header.Content-Type}}"]],
              body: { bytes: 8, text: "{{body}}" }, template: true } },
  { key: "attempts", label: "Fail the first two attempts",
    answer: { sequence: [{ times: 2, status: 503, headers: [["Retry-After", "2"]] }, { status: 200 }], by: "attempt" } },
  { key: "chances", label: "Fail one in five", answer: { chances: [{ percent: 20, status: 500 }] } },
  { key: "rules", label: "By what is sent", answer: { rules: [{ when: "is:invalid", status: 422 }] } },
];
