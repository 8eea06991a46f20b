// JSON laid out for reading without being understood: the text's own tokens are put on lines of their own. Nothing is
// converted, so a number of any length, an escape and a repeated key stay exactly as they were written.
// Grammar: RFC 8259. The work grows with the text only, whatever its depth.

export interface JsonToken {
  kind: "key" | "string" | "number" | "literal" | "punctuation";
  text: string;
}

export interface JsonLine {
  depth: number;
  tokens: JsonToken[];
  pointer: string; // RFC 6901, of the value that begins (or ends) on this line
}

export interface JsonFault {
  line: number; // both from 1, counted in characters
  column: number;
  expected: string;
}

export type JsonLayout = { lines: JsonLine[] } | { fault: JsonFault };

type Expect = "value" | "value or ]" | "name or }" | "name" | ":" | ", or end" | "nothing";

interface Open {
  closes: "}" | "]";
  pointer: string;
  items: number;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;

export function layOutJson(text: string): JsonLayout {
  return new Layout(text).run();
}

class Layout {
  private readonly lines: JsonLine[] = [];
  private readonly open: Open[] = [];
  private line: JsonLine = { depth: 0, tokens: [], pointer: "" };
  private at = 0;
  private expect: Expect = "value";
  private pointer = ""; // of the value that comes next

  constructor(private readonly text: string) {}

  run(): JsonLayout {
    for (;;) {
      this.skipWhiteSpace();
      if (this.at >= this.text.length) break;
      if (!this.takeToken()) return { fault: this.faultHere() };
    }
    if (this.expect !== "nothing") return { fault: this.faultHere() };
    this.endLine();
    return { lines: this.lines };
  }

  private takeToken(): boolean {
    const character = this.text[this.at] ?? "";
    switch (this.expect) {
      case "value":
      case "value or ]":
        if (character === "]" && this.expect === "value or ]") return this.close("]");
        if (this.expect === "value or ]") this.beginItem();
        return this.takeValue(character);
      case "name or }":
      case "name":
        if (character === "}" && this.expect === "name or }") return this.close("}");
        return this.takeName(character);
      case ":":
        if (character !== ":") return false;
        this.put("punctuation", ": ", 1);
        this.expect = "value";
        return true;
      case ", or end":
        if (character === ",") return this.comma();
        return this.close(character);
      case "nothing":
        return false;
    }
  }

  private takeValue(character: string): boolean {
    if (character === "{" || character === "[") {
      const closes = character === "{" ? "}" : "]";
      this.line.pointer = this.pointer;
      this.put("punctuation", character, 1);
      this.open.push({ closes, pointer: this.pointer, items: 0 });
      this.expect = closes === "}" ? "name or }" : "value or ]";
      return true;
    }
    const size = character === '"' ? this.stringSize() : this.matchSize(NUMBER) || this.matchSize(LITERAL);
    if (size === 0) return false;
    const kind = character === '"' ? "string" : /[-0-9]/.test(character) ? "number" : "literal";
    this.line.pointer = this.pointer;
    this.put(kind, this.text.slice(this.at, this.at + size), size);
    this.afterValue();
    return true;
  }

  private takeName(character: string): boolean {
    const size = character === '"' ? this.stringSize() : 0;
    if (size === 0) return false;
    this.beginItem();
    const name = this.text.slice(this.at, this.at + size);
    const parent = this.open.at(-1)?.pointer ?? "";
    this.pointer = `${parent}/${escapePointer(JSON.parse(name) as string)}`;
    this.put("key", name, size);
    this.expect = ":";
    return true;
  }

  private beginItem(): void {
    const open = this.open.at(-1);
    if (!open) return;
    this.endLine();
    this.line.depth = this.open.length;
    if (open.closes === "]") this.pointer = `${open.pointer}/${open.items}`;
    open.items += 1;
  }

  private comma(): boolean {
    const open = this.open.at(-1);
    if (!open) return false;
    this.put("punctuation", ",", 1);
    if (open.closes === "}") {
      this.expect = "name";
    } else {
      this.beginItem();
      this.expect = "value";
    }
    return true;
  }

  private close(character: string): boolean {
    const open = this.open.at(-1);
    if (!open || open.closes !== character) return false;
    this.open.pop();
    // An empty object or array stays on its line.
    if (open.items > 0) {
      this.endLine();
      this.line.depth = this.open.length;
    }
    this.line.pointer = open.pointer;
    this.put("punctuation", character, 1);
    this.afterValue();
    return true;
  }

  private afterValue(): void {
    this.expect = this.open.length === 0 ? "nothing" : ", or end";
  }

  private put(kind: JsonToken["kind"], text: string, taken: number): void {
    this.line.tokens.push({ kind, text });
    this.at += taken;
  }

  private endLine(): void {
    this.lines.push(this.line);
    this.line = { depth: 0, tokens: [], pointer: "" };
  }

  private skipWhiteSpace(): void {
    while (this.at < this.text.length && " \t\n\r".includes(this.text.charAt(this.at))) this.at += 1;
  }

  private matchSize(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0].length ?? 0;
  }

  // Of the string that begins here, quotes included; 0 when it is none. By hand: a pattern would need memory by length.
  private stringSize(): number {
    let at = this.at + 1;
    for (; at < this.text.length; at += 1) {
      const code = this.text.charCodeAt(at);
      if (code === 0x22) return at + 1 - this.at;
      if (code < 0x20) return 0;
      if (code !== 0x5c) continue;
      const escaped = this.text.charAt(at + 1);
      if (escaped === "u") {
        if (!/^[0-9a-fA-F]{4}$/.test(this.text.slice(at + 2, at + 6))) return 0;
        at += 5;
      } else if (escaped !== "" && '"\\/bfnrt'.includes(escaped)) {
        at += 1;
      } else {
        return 0;
      }
    }
    return 0;
  }

  private faultHere(): JsonFault {
    const before = this.text.slice(0, this.at).split("\n");
    return { line: before.length, column: (before.at(-1) ?? "").length + 1, expected: this.expect };
  }
}

export function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
