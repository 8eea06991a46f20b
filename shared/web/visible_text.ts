// Text from outside, made safe to look at: what has no shape of its own (control characters, direction overrides, zero
// width spaces) is shown as a mark, so that no capture can look like something that it is not.

export interface TextPart {
  text: string;
  mark?: string; // what the mark stands for, as a sentence; without it the text is shown as it is
}

// Format characters (Cf) but a joiner inside an emoji, control characters, line and paragraph separators, halves of a
// surrogate pair, blanks that look like a space or like nothing.
const JOINER_IN_EMOJI = /(?<=[\p{Extended_Pictographic}\u{fe0f}\p{Emoji_Modifier}])\u200d\p{Extended_Pictographic}/u;
const SHAPELESS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u00a0\u115f\u1160\u2000-\u200a\u2800\u3164\uffa0]/u;
const UNSHOWN = new RegExp(`(?!${JOINER_IN_EMOJI.source})${SHAPELESS.source}`, "gu");

const NAMES: Readonly<Record<number, string>> = {
  0x00: "NUL", 0x07: "bell", 0x08: "backspace", 0x09: "tab", 0x0a: "line feed", 0x0d: "carriage return", 0x1b: "escape",
  0x7f: "delete", 0xa0: "no-break space", 0xad: "soft hyphen", 0x61c: "Arabic letter mark", 0x200b: "zero width space",
  0x200c: "zero width non-joiner", 0x200d: "zero width joiner", 0x200e: "left-to-right mark",
  0x200f: "right-to-left mark", 0x2028: "line separator", 0x2029: "paragraph separator",
  0x202a: "left-to-right embedding", 0x202b: "right-to-left embedding", 0x202c: "end of direction formatting",
  0x202d: "left-to-right override", 0x202e: "right-to-left override", 0x2066: "left-to-right isolate",
  0x2067: "right-to-left isolate", 0x2068: "first strong isolate", 0x2069: "end of isolate", 0xfeff: "byte order mark",
};

// With `lines`, line feeds and tabs are left to do their work.
export function visibleParts(text: string, lines = false): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSHOWN)) {
    const character = match[0];
    if (lines && (character === "\n" || character === "\t")) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push(markFor(character.codePointAt(0) ?? 0));
    from = match.index + character.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

// The same on one line and without marks of its own: for titles and labels, where there is only text.
export function visibleString(text: string): string {
  return visibleParts(text).map((part) => part.text).join("");
}

function markFor(code: number): TextPart {
  const number = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const name = NAMES[code];
  return { text: picture(code) ?? number, mark: name ? `${number} ${name}` : number };
}

// Unicode's own pictures of control characters ("Control Pictures", from U+2400).
function picture(code: number): string | undefined {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return undefined;
}
