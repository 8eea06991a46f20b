// One event type: how to fire it, what its payload looks like, and the schema that the payload keeps to.
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Document, type EventType, readDocument } from "emitter/web/catalogue_api";
import { targetFault, triggerCommand } from "emitter/web/trigger_command";
import { ChoiceRow } from "shared/web/choice_row";
import { CodeBlock } from "shared/web/code_block";
import { CopyButton } from "shared/web/copy_button";
import { Icon } from "shared/web/icon";
import { layOutJson } from "shared/web/json_text";
import { JsonView } from "shared/web/json_view";
import { asProblem, type Problem } from "shared/web/problem";
import { ProblemNotice } from "shared/web/problem_notice";
import { useRemembered } from "shared/web/remembered";
import { ShownText } from "shared/web/shown_text";

export function EventTypeDetail({ type }: { type: EventType }) {
  const [target, setTarget] = useRemembered("target", "");
  const fault = targetFault(target);
  return (
    <article class="event-detail" aria-labelledby="event-title">
      <a class="button back-button" href="#"><Icon name="back" /> Event types</a>
      <header>
        <h2 id="event-title">{type.console_name}</h2>
        <p class="event-ids">
          <code>{type.id}</code> <span class="quiet">or</span> <code>{type.dotted}</code>
        </p>
        <p class="quiet">{ORIGINS[type.origin]}</p>
      </header>
      <section class="trigger" aria-label="Trigger it">
        <h3>Trigger it</h3>
        <label class="field">
          <span>URL to send it to</span>
          <input type="url" value={target} autocomplete="off" spellcheck={false} aria-invalid={fault !== undefined}
                 aria-describedby="target-hint" placeholder="http://127.0.0.1:8080/b/…"
                 onInput={(event) => setTarget(event.currentTarget.value)} />
        </label>
        <p id="target-hint" class={fault ? "hint warn-text" : "hint quiet"}>
          {fault ?? "A bin’s capture URL, or the address of your own handler. It is remembered for the next event."}
        </p>
        <CodeBlock text={triggerCommand(type.id, target)} what="the trigger command" />
      </section>
      <Documents key={type.id} type={type} />
    </article>
  );
}

const ORIGINS = {
  documented: "The platform documents this id and its payload.",
  inferred: "The platform does not document this id; it follows the pattern of those that it does.",
} as const;

const DOCUMENTS = [
  { key: "example", label: "Example payload" },
  { key: "schema", label: "JSON Schema" },
] as const;

function Documents({ type }: { type: EventType }) {
  const [document, setDocument] = useRemembered("document", "example");
  const chosen: Document = document === "schema" ? "schema" : "example";
  const [text, setText] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    readDocument(type.id, chosen, abort.signal).then(
      (answer) => {
        setText(answer);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setProblem(asProblem(error));
      },
    );
    return () => abort.abort();
  }, [type.id, chosen, turn]);

  const layout = useMemo(() => (text === undefined ? undefined : layOutJson(text)), [text]);
  return (
    <section class="documents" aria-label="Payload">
      <div class="section-head">
        <ChoiceRow label="What to show" choices={DOCUMENTS} chosen={chosen} onChoose={setDocument} />
        {text !== undefined && <CopyButton text={text} what={chosen === "schema" ? "the schema" : "the example"} />}
      </div>
      {problem && <ProblemNotice problem={problem} again={() => setTurn(turn + 1)} />}
      {layout && "lines" in layout && <JsonView lines={layout.lines} />}
      {layout && "fault" in layout && <pre class="raw-view"><ShownText text={text ?? ""} lines /></pre>}
    </section>
  );
}
