// Laid-out JSON, a line at a time, with what is wrong with a value written below it.
import { useMemo, useState } from "preact/hooks";
import type { JsonLine } from "shared/web/json_text";
import { ShownText } from "shared/web/shown_text";
import { showCount } from "shared/web/wording";

export interface JsonNote {
  pointer: string;
  text: string;
}

// A line is some elements of the page; more of them than this at once and a phone begins to stutter.
const LINES_AT_ONCE = 2000;
const DEEPEST_INDENT = 24; // levels; deeper ones stay at this column so that they can be read at all

export function JsonView({ lines, notes = [] }: { lines: JsonLine[]; notes?: readonly JsonNote[] }) {
  const [shown, setShown] = useState(LINES_AT_ONCE);
  const noteLines = useMemo(() => placeNotes(lines, notes), [lines, notes]);
  return (
    <>
      <div class="json-view" role="group" aria-label="JSON" tabIndex={0}>
        {lines.slice(0, shown).map((line, index) => (
          <Line key={index} line={line} notes={noteLines.get(index)} />
        ))}
      </div>
      {lines.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + LINES_AT_ONCE)}>
          Show more: {showCount(lines.length - shown)} lines are left
        </button>
      )}
    </>
  );
}

function Line({ line, notes }: { line: JsonLine; notes: string[] | undefined }) {
  const indent = { paddingLeft: `calc(1rem + ${Math.min(line.depth, DEEPEST_INDENT) * 2 + 2}ch)` };
  return (
    <>
      <div class={notes ? "json-line faulty" : "json-line"} style={indent}>
        {line.tokens.map((token, index) => (
          <span key={index} class={`json-${token.kind}`}><ShownText text={token.text} /></span>
        ))}
      </div>
      {notes?.map((note, index) => (
        <div key={`note-${index}`} class="json-note" style={indent}><ShownText text={note} /></div>
      ))}
    </>
  );
}

// The line of a note's value; where there is none (a missing key), that of the nearest object around it.
function placeNotes(lines: readonly JsonLine[], notes: readonly JsonNote[]): Map<number, string[]> {
  const placed = new Map<number, string[]>();
  if (notes.length === 0) return placed;
  const lineOf = new Map<string, number>();
  lines.forEach((line, index) => {
    if (!lineOf.has(line.pointer)) lineOf.set(line.pointer, index);
  });
  for (const note of notes) {
    let pointer = note.pointer;
    while (pointer !== "" && !lineOf.has(pointer)) pointer = pointer.slice(0, pointer.lastIndexOf("/"));
    const index = lineOf.get(pointer) ?? 0;
    const text = pointer === note.pointer ? note.text : `${note.pointer} · ${note.text}`;
    placed.set(index, [...(placed.get(index) ?? []), text]);
  }
  return placed;
}
