// What we think of a request: whose delivery it says it is, whether its payload is what that event's must be, whether
// its signature holds; each with its reasons.
import { consoleNames } from "hookloop:event_types";
import type { CaptureDetail, SignatureVerdict, Violation } from "bin_server/web/bin_api";
import { ShownText } from "shared/web/shown_text";

type Payload = NonNullable<CaptureDetail["verdict"]>["payload"];

export function VerdictView({ detail }: { detail: CaptureDetail }) {
  const { verdict, delivery } = detail;
  if (!verdict) return null;
  return (
    <section class="verdict" aria-label="Verdict">
      <PayloadCard detail={detail} payload={verdict.payload} />
      <div class={`card ${tone(verdict.signature.state)}`}>
        <h3>Signature <span class="card-state">{SIGNATURE_STATES[verdict.signature.state]}</span></h3>
        <p>
          <ShownText text={[schemeOf(verdict.signature), causeOf(verdict.signature)].filter(Boolean).join(" · ")} />
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

function PayloadCard({ detail, payload }: { detail: CaptureDetail; payload: Payload }) {
  const violations = payload.violations ?? [];
  const isEmpty = detail.body.bytes === 0;
  return (
    <div class={`card ${tone(payload.state)}`}>
      <h3>Payload <span class="card-state">{isEmpty ? "no body" : PAYLOAD_STATES[payload.state]}</span></h3>
      {isEmpty ? <p>Every event of the platform has one.</p>
        : payload.state === "not_json" ? violations.map((violation, index) => <NotJson key={index} {...violation} />)
        : <p><EventName type={payload.event_type} /></p>}
      {payload.state !== "not_json" && violations.length > 0 && (
        <ol class="violations">
          {violations.map((violation, index) => <ViolationItem key={index} violation={violation} />)}
        </ol>
      )}
    </div>
  );
}

// Not every request is to be JSON: where it stops being so is told in a sentence, and no alarm is raised.
function NotJson({ line, column, expected, actual }: Violation) {
  return (
    <p>At line {line}, column {column}: expected <ShownText text={expected} />, is <ShownText text={actual} />.</p>
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

const SCHEMES: Record<string, string> = {
  "standard": "Standard Webhooks",
  "standard-ed25519": "Standard Webhooks, Ed25519",
  "github": "GitHub",
  "stripe": "Stripe",
};

const schemeOf = ({ scheme }: SignatureVerdict): string => (scheme === null ? "" : (SCHEMES[scheme] ?? scheme));

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
