// A body, in three ways: laid out for reading, as the text that it is, as bytes. None of them changes a character:
// numbers and escapes stay as they were written.
import { useMemo, useState } from "preact/hooks";
import { bodyUrl, type CaptureDetail } from "bin_server/web/bin_api";
import { formPairs } from "bin_server/web/form_text";
import { PairsTable } from "bin_server/web/pairs_table";
import { bytesOfBase64 } from "shared/web/bytes";
import { ChoiceRow } from "shared/web/choice_row";
import { CopyButton } from "shared/web/copy_button";
import { HexView } from "shared/web/hex_view";
import { Icon } from "shared/web/icon";
import { type JsonLayout, layOutJson } from "shared/web/json_text";
import { type JsonNote, JsonView } from "shared/web/json_view";
import { useRemembered } from "shared/web/remembered";
import { ShownText } from "shared/web/shown_text";
import { showCount } from "shared/web/wording";

type Way = "pretty" | "raw" | "hex";

// Beyond it, laying a body out would freeze the page for seconds. It is shown raw, and can be downloaded.
const PRETTY_LIMIT = 2_000_000; // characters
const RAW_AT_ONCE = 200_000; // characters; "show more" shows as many again

export function BodyView({ bin, detail }: { bin: string; detail: CaptureDetail }) {
  const { body } = detail;
  const { text } = body;
  const [wish, setWish] = useRemembered("body", "pretty");
  const layout = useMemo(() => (looksLikeJson(detail) ? layOutJson(text ?? "") : undefined), [detail]);
  const form = useMemo(() => formPairs(body.content_type, text), [detail]);
  const bytes = useMemo(() => bytesOf(body), [detail]);

  const lines = layout && "lines" in layout ? layout.lines : undefined;
  const ways: Way[] = text === undefined ? ["hex"] : lines || form ? ["pretty", "raw", "hex"] : ["raw", "hex"];
  const way = ways.find((possible) => possible === wish) ?? ways[0] ?? "hex";

  return (
    <section class="detail-section" aria-label="Body">
      <div class="section-head">
        <h3>Body <span class="quiet"><ShownText text={describe(detail)} /></span></h3>
        {body.bytes > 0 && (
          <>
            {ways.length > 1 && (
              <ChoiceRow label="How to show the body" choices={ways.map((key) => ({ key, label: LABELS[key] }))}
                         chosen={way} onChoose={setWish} />
            )}
            <span class="section-deeds">
              {text !== undefined && <CopyButton text={text} what="the body" />}
              <a class="button" href={bodyUrl(bin, detail.seq)} download={`body-${detail.seq}`}
                 title="The exact bytes of the body">
                <Icon name="download" /> Save
              </a>
            </span>
          </>
        )}
      </div>
      {body.bytes === 0 ? <p class="quiet">It came without a body.</p> : (
        <>
          {way === "pretty" && lines && <JsonView lines={lines} notes={notesOf(detail)} />}
          {way === "pretty" && form && <PairsTable pairs={form} empty="" />}
          {way === "raw" && text !== undefined && <RawView text={text} />}
          {way === "hex" && <HexView bytes={bytes} />}
          {layout && detail.verdict?.payload.state !== "not_json" && <Fault layout={layout} />}
          <p class="quiet sha">SHA-256 <code>{body.sha256}</code></p>
        </>
      )}
    </section>
  );
}

// A compressed body is shown as the bytes that came; what packed it is said beside its type.
function describe({ body, headers }: CaptureDetail): string {
  const codings = headers.filter(([name]) => name.toLowerCase() === "content-encoding").map(([, value]) => value);
  return [body.content_type ?? (body.bytes > 0 ? "no content type" : ""), ...codings].filter(Boolean).join(", ");
}

const LABELS: Record<Way, string> = { pretty: "Pretty", raw: "Raw", hex: "Hex" };

function bytesOf({ text, base64 }: CaptureDetail["body"]): Uint8Array {
  return text === undefined ? bytesOfBase64(base64 ?? "") : new TextEncoder().encode(text);
}

function looksLikeJson({ body }: CaptureDetail): boolean {
  if (body.text === undefined || body.text.length > PRETTY_LIMIT) return false;
  return /[/+]json\b/i.test(body.content_type ?? "") || /^\s*[[{]/.test(body.text);
}

function Fault({ layout }: { layout: JsonLayout }) {
  if (!("fault" in layout)) return null;
  const { line, column, expected } = layout.fault;
  return <p class="warn-text">Not JSON: at line {line}, column {column}, expected {expected}.</p>;
}

function notesOf(detail: CaptureDetail): JsonNote[] {
  return (detail.verdict?.payload.violations ?? []).map((violation) => ({
    pointer: violation.pointer,
    text: `${violation.rule}: expected ${violation.expected}, is ${violation.actual}`,
  }));
}

function RawView({ text }: { text: string }) {
  const [shown, setShown] = useState(RAW_AT_ONCE);
  return (
    <>
      <pre class="raw-view" tabIndex={0} aria-label="The body as it came">
        <ShownText text={text.slice(0, shown)} lines />
      </pre>
      {text.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + RAW_AT_ONCE)}>
          Show more: {showCount(text.length - shown)} characters are left
        </button>
      )}
    </>
  );
}
