// What we think of a request: whose delivery it says it is, whether its payload is what that event's must be, whether
// its signature holds; each with its reasons.
import { consoleNames } from "hookloop:event_types";
import type { CaptureDetail, SignatureVerdict, Violation } from "bin_server/web/bin_api";
import { ShownText } from "shared/web/shown_text";

export function VerdictView({ detail }: { detail: CaptureDetail }) {
  const { verdict, delivery } = detail;
  if (!verdict) return null;
  const violations = verdict.payload.violations ?? [];
  return (
    <section class="verdict" aria-label="Verdict">
      <div class={`card ${tone(verdict.payload.state)}`}>
        <h3>Payload <span class="card-state">{PAYLOAD_STATES[verdict.payload.state]}</span></h3>
        <p><EventName type={verdict.payload.event_type} /></p>
        {violations.length > 0 && (
          <ol class="violations">
            {violations.map((violation, index) => <ViolationItem key={index} violation={violation} />)}
          </ol>
        )}
      </div>
      <div class={`card ${tone(verdict.signature.state)}`}>
        <h3>Signature <span class="card-state">{SIGNATURE_STATES[verdict.signature.state]}</span></h3>
        <p>
          <ShownText text={[verdict.signature.scheme, causeOf(verdict.signature)].filter(Boolean).join(" · ")} />
        </p>
        {verdict.signature.detail ? <p><ShownText text={verdict.signature.detail} /></p>
          : verdict.signature.state === "unsigned" && <p>Nothing proves who sent it.</p>}
      </div>
      <div class="card">
        <h3>Delivery <span class="card-state">{delivery ? attempt(delivery.attempt) : "no id"}</span></h3>
        {delivery ? (
          <>
            <p><code><ShownText text={delivery.id} /></code></p>
            {delivery.event_id && <p>of event <code><ShownText text={delivery.event_id} /></code></p>}
            {delivery.event_type && <p><EventName type={delivery.event_type} /></p>}
          </>
        ) : (
          <p>The request names no delivery (no <code>webhook-id</code>).</p>
        )}
        {verdict.duplicate_of && (
          <p class="warn-text">The same delivery came before: <code>{verdict.duplicate_of}</code></p>
        )}
      </div>
    </section>
  );
}

const PAYLOAD_STATES = {
  valid: "valid",
  invalid: "invalid",
  unknown_event: "unknown event",
  not_json: "not JSON",
} as const;

const SIGNATURE_STATES = {
  valid: "valid",
  invalid: "invalid",
  unsigned: "unsigned",
  no_secret: "no secret to check it with",
} as const;

function tone(state: string): string {
  return state === "valid" ? "good" : state === "invalid" ? "bad" : "";
}

const causeOf = ({ state, cause }: SignatureVerdict): string =>
  state === "invalid" && cause ? cause.replaceAll("_", " ") : "";

const attempt = (attempt: number | null): string => (attempt === null ? "" : `attempt ${attempt}`);

function EventName({ type }: { type: string | null }) {
  if (type === null) return <span class="quiet">No event of the platform has this shape.</span>;
  const name = Object.hasOwn(consoleNames, type) ? consoleNames[type] : undefined;
  return <>{name && <>{name} </>}<code class="event-id"><ShownText text={type} /></code></>;
}

function ViolationItem({ violation }: { violation: Violation }) {
  return (
    <li>
      <code><ShownText text={violation.pointer === "" ? "the whole body" : violation.pointer} /></code>{" "}
      <span class="quiet">line {violation.line}, column {violation.column} · <ShownText text={violation.rule} /></span>
      <br />
      expected <ShownText text={violation.expected} />, is <ShownText text={violation.actual} />
    </li>
  );
}
