// What the bin answers, to be seen and changed: presets, a form for one answer, JSON for everything. Nothing changes
// until it is saved; then the next request is answered so.
import { useCallback, useEffect, useState } from "preact/hooks";
import {
  type Answer, ANSWER_FAULTS, type AnswerForm, changeOf, formOf, FormFault, layOutForEditing, PRESETS, responseOf,
  responseText,
} from "bin_server/web/answer";
import * as api from "bin_server/web/bin_api";
import { go } from "bin_server/web/place";
import { ChoiceRow } from "shared/web/choice_row";
import { Icon } from "shared/web/icon";
import { asProblem, Problem } from "shared/web/problem";
import { ProblemNotice } from "shared/web/problem_notice";

type Mode = "form" | "json";

// What is edited: the form, or the text. The other one is made of it when the mode changes.
interface Draft {
  mode: Mode;
  form: AnswerForm | undefined; // nothing: a form can not show it
  text: string;
}

const draftOf = (text: string): Draft => {
  const form = formOf(JSON.parse(text) as Answer);
  return { mode: form ? "form" : "json", form, text };
};

export function AnswerPanel({ bin, onSaved }: { bin: string; onSaved: () => void }) {
  const [draft, setDraft] = useState<Draft>();
  const [problem, setProblem] = useState<Problem>();
  const [saved, setSaved] = useState(false);
  const [busy, setBusy] = useState(false);

  const load = useCallback(async (): Promise<void> => {
    try {
      setDraft(draftOf(responseText(await api.readBinText(bin))));
      setProblem(undefined);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }, [bin]);
  useEffect(() => void load(), [load]);

  const edit = (next: Draft): void => {
    setDraft(next);
    setSaved(false);
    setProblem(undefined);
  };

  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!draft) return;
    setBusy(true);
    try {
      const change = draft.mode === "form" && draft.form ? JSON.stringify({ response: responseOf(draft.form) })
        : changeOf(draft.text);
      const text = responseText(await api.changeBinByText(bin, change));
      setDraft({ ...draftOf(text), mode: draft.mode });
      setProblem(undefined);
      setSaved(true);
      onSaved();
    } catch (error) {
      setSaved(false);
      setProblem(error instanceof FormFault ? new Problem(0, "The answer is not right", error.message) : asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div class="answer-panel">
      <div class="detail-bar">
        <button type="button" class="button back-button" onClick={() => go(location.pathname)}>
          <Icon name="back" /> Requests
        </button>
      </div>
      <h2>What this bin answers</h2>
      {draft && (
        <form class="answer-form" onSubmit={(event) => void save(event)}>
          <Presets onChoose={(answer) => edit(draftOf(layOutForEditing(JSON.stringify(answer))))} />
          <ChoiceRow label="How to edit it" chosen={draft.mode} onChoose={(mode) => changeMode(draft, mode, edit, setProblem)}
                     choices={[{ key: "form", label: "Form" }, { key: "json", label: "JSON" }]} />
          {draft.mode === "json" ? (
            <label class="field">
              <span>Answer <span class="quiet">(JSON: one answer, or a sequence, chances, rules)</span></span>
              <textarea class="code" rows={Math.min(24, Math.max(8, draft.text.split("\n").length + 1))} value={draft.text}
                        spellcheck={false} autocomplete="off"
                        onInput={(event) => edit({ ...draft, text: event.currentTarget.value })} />
            </label>
          ) : draft.form && <Fields form={draft.form} onEdit={(form) => edit({ ...draft, form })} />}
          {problem && <ProblemNotice problem={problem} />}
          <div class="answer-deeds">
            <button class="button primary" disabled={busy}><Icon name="check" /> Save the answer</button>
            <p class="quiet" role="status">{saved ? "Saved: the next request is answered so." : ""}</p>
          </div>
        </form>
      )}
      {!draft && problem && <ProblemNotice problem={problem} again={() => void load()} />}
    </div>
  );
}

// The other mode shows what this one says; where it can not, the person is told and stays.
function changeMode(draft: Draft, mode: Mode, edit: (next: Draft) => void, tell: (problem: Problem) => void): void {
  if (mode === draft.mode) return;
  try {
    if (mode === "json") {
      const text = draft.form ? layOutForEditing(JSON.stringify(said(responseOf(draft.form)))) : draft.text;
      edit({ ...draft, mode, text });
      return;
    }
    changeOf(draft.text);
    const form = formOf(JSON.parse(draft.text) as Answer);
    if (!form) throw new FormFault("A choice, a body of bytes, a delay by chance and a drip are edited as JSON.");
    edit({ mode, form, text: draft.text });
  } catch (error) {
    tell(new Problem(0, "The form can not show this", error instanceof Error ? error.message : String(error)));
  }
}

// Without what goes without saying.
const said = (response: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(response).filter(([name, value]) =>
    !(value === false || (value === null && name !== "body") || (name === "delay_ms" && value === 0) ||
      (name === "fault" && value === "none"))));

function Presets({ onChoose }: { onChoose: (answer: Answer) => void }) {
  return (
    <div class="presets" role="group" aria-label="Begin with">
      {PRESETS.map((preset) => (
        <button key={preset.key} type="button" class="button small" onClick={() => onChoose(preset.answer)}>
          {preset.label}
        </button>
      ))}
    </div>
  );
}

function Fields({ form, onEdit }: { form: AnswerForm; onEdit: (form: AnswerForm) => void }) {
  return (
    <>
      <div class="field-row">
        <label class="field">
          <span>Status</span>
          <input value={form.status} inputMode="numeric" autocomplete="off" maxLength={3}
                 onInput={(event) => onEdit({ ...form, status: event.currentTarget.value })} />
        </label>
        <label class="field">
          <span>Delay <span class="quiet">(ms)</span></span>
          <input value={form.delayMs} inputMode="numeric" autocomplete="off" maxLength={9}
                 onInput={(event) => onEdit({ ...form, delayMs: event.currentTarget.value })} />
        </label>
        <label class="field">
          <span>On the connection</span>
          <select value={form.fault} onChange={(event) => onEdit({ ...form, fault: event.currentTarget.value })}>
            {ANSWER_FAULTS.map((fault) => <option key={fault.key} value={fault.key}>{fault.label}</option>)}
          </select>
        </label>
      </div>
      <label class="field">
        <span>Headers <span class="quiet">(a line each; the length is set by the server)</span></span>
        <textarea class="code" rows={3} value={form.headers} spellcheck={false} autocomplete="off"
                  placeholder="Retry-After: 2" onInput={(event) => onEdit({ ...form, headers: event.currentTarget.value })} />
      </label>
      <label class="check">
        <input type="checkbox" checked={form.tellsCapture}
               onChange={(event) => onEdit({ ...form, tellsCapture: event.currentTarget.checked })} />
        <span>The body names the capture: <code>{'{"captured":"req_…"}'}</code></span>
      </label>
      {!form.tellsCapture && (
        <label class="field">
          <span>Body</span>
          <textarea class="code" rows={6} value={form.body} spellcheck={false} autocomplete="off"
                    onInput={(event) => onEdit({ ...form, body: event.currentTarget.value })} />
        </label>
      )}
      <label class="check">
        <input type="checkbox" checked={form.isTemplate}
               onChange={(event) => onEdit({ ...form, isTemplate: event.currentTarget.checked })} />
        <span>
          Headers and body are templates: <code>{"{{path}}"}</code> <code>{"{{header.X-Trace}}"}</code>{" "}
          <code>{"{{body.app.name}}"}</code> <code>{"{{id}}"}</code> <code>{"{{now}}"}</code>
        </span>
      </label>
    </>
  );
}
