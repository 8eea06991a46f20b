// The search of a bin's list, in the grammar that is the same everywhere. What is typed goes to the address, so that it
// can be shared, reloaded and gone back from; where it can not be read, a line below points at the mistake. "/" leads
// here from anywhere on the page, Escape clears it and then leaves.
import { useEffect, useRef, useState } from "preact/hooks";
import type { SearchFault } from "bin_server/web/bin_session";
import { go, searchHref } from "bin_server/web/place";
import { ShownText } from "shared/web/shown_text";

const TYPING_MS = 250; // a pause that ends a word

export function SearchField({ query, fault }: { query: string; fault: SearchFault | undefined }) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(query);
  const timer = useRef<number | undefined>(undefined);
  const wanted = text.trim();
  const shownFault = fault !== undefined && fault.query === wanted ? fault : undefined;

  // Back and forward in the history bring another search.
  useEffect(() => {
    setText((typed) => (typed.trim() === query ? typed : query));
  }, [query]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const look = (next: string, now: boolean): void => {
    setText(next);
    clearTimeout(timer.current);
    const search = (): void => {
      if (next.trim() !== query) go(searchHref(next.trim()), true);
    };
    if (now) search();
    else timer.current = window.setTimeout(search, TYPING_MS);
  };

  useEffect(() => {
    const lead = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener("keydown", lead);
    return () => window.removeEventListener("keydown", lead);
  }, []);

  const escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (text !== "") look("", true);
    else field.current?.blur();
  };

  return (
    <search class="search">
      <form class="search-line" onSubmit={(event) => { event.preventDefault(); look(text, true); }}>
        <input ref={field} type="text" inputMode="search" aria-label="Search requests" value={text} spellcheck={false}
               autocomplete="off" autocapitalize="off" placeholder="Search, or press /"
               aria-invalid={shownFault ? true : undefined} aria-describedby={shownFault ? "search-fault" : undefined}
               onInput={(event) => look(event.currentTarget.value, false)} onKeyDown={escape} />
        <button type="button" class="button" popovertarget="search-help" aria-label="How to search">?</button>
      </form>
      {shownFault && <Fault fault={shownFault} />}
      <SearchHelp />
    </search>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) ||
     target.closest("dialog") !== null);
}

// The search again, with the place of the mistake marked; behind its end, where something is missing.
function Fault({ fault }: { fault: SearchFault }) {
  const characters = Array.from(fault.query);
  const at = fault.column - 1;
  return (
    <div class="search-fault" id="search-fault" role="status">
      <code aria-hidden="true">
        <ShownText text={characters.slice(Math.max(0, at - 24), at).join("")} />
        <mark><ShownText text={characters[at] ?? " "} /></mark>
        <ShownText text={characters.slice(at + 1, at + 40).join("")} />
      </code>
      <p><span class="visually-hidden">At character {fault.column}: </span><ShownText text={fault.message} /></p>
    </div>
  );
}

const GRAMMAR: readonly (readonly [term: string, finds: string])[] = [
  ["order \"two words\"", "both, anywhere in head or body; parts of words too"],
  ["cat or dog", "either"],
  ["-word", "not that; works before every term"],
  ["method:POST", "the method"],
  ["path:/orders/*", "the path; * is any run, ? any character"],
  ["type:PROJECT_PUBLISH", "the event type"],
  ["status:5xx", "what was answered; also 503, >=400"],
  ["header.X-Trace:one", "a header's value"],
  ["query.page:2", "a query parameter"],
  ["body.app.name:MyApp", "a value of a JSON body"],
  ["body.count:>10", "= exactly, ~ contains, < and > compare, * is there"],
  ["size:>10k", "bytes of the body"],
  ["attempt:>1", "the attempt of its delivery"],
  ["after:10m before:2026-01-31", "how long ago, a day or a moment (UTC)"],
  ["id: event: delivery:", "exactly this one"],
  ["is:invalid", "valid, signed, bad-signature, duplicate, incomplete, malformed, pinned"],
  ["tag:checked note:later", "what was noted on it"],
];

function SearchHelp() {
  return (
    <div id="search-help" class="search-help" popover="auto" role="dialog" aria-label="How to search">
      <table>
        <thead><tr><th scope="col">Term</th><th scope="col">Finds</th></tr></thead>
        <tbody>
          {GRAMMAR.map(([term, finds]) => (
            <tr key={term}><td><code>{term}</code></td><td>{finds}</td></tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">Terms side by side must all match. <kbd>/</kbd> leads to the search, <kbd>Esc</kbd> clears it.</p>
    </div>
  );
}
