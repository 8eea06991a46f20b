// What was really answered to a request, and how it came about: which branch of the bin's answers, how late, what went
// wrong on purpose, whether the sender was still there.
import { type CaptureDetail, type GivenAnswer } from "bin_server/web/bin_api";
import { PairsTable } from "bin_server/web/pairs_table";
import { ShownText } from "shared/web/shown_text";
import { showSize } from "shared/web/wording";

// In a few words, for a line among others.
export function answeredInWords(response: GivenAnswer): string {
  const told = response.status === null ? (response.fault ?? "nothing") : String(response.status);
  const fault = response.status !== null && response.fault ? ` (${response.fault})` : "";
  return `${told}${fault}${STATES[response.state]}`;
}

const STATES: Record<GivenAnswer["state"], string> = {
  answered: "",
  waiting: ", still to come",
  sender_left: ", the sender had left",
  unknown: ", the server ended first",
};

export function GivenAnswerView({ detail: { response } }: { detail: CaptureDetail }) {
  const about = [
    response.step ? `by ${response.step}` : "",
    response.delay_ms ? `after ${response.delay_ms} ms` : "",
    response.drip ? `${response.drip.bytes} B every ${response.drip.every_ms} ms` : "",
    response.sent_bytes === undefined ? "" : `${showSize(response.sent_bytes)} sent`,
  ].filter(Boolean).join(" · ");
  const body = response.body?.text ?? "";
  return (
    <section class="detail-section" aria-label="Answer">
      <div class="section-head">
        <h3>Answer <span class="quiet"><ShownText text={answeredInWords(response)} /></span></h3>
      </div>
      {about !== "" && <p class="quiet"><ShownText text={about} /></p>}
      {response.headers && response.headers.length > 0 && <PairsTable pairs={response.headers} />}
      {body !== "" && <pre class="raw-view" tabIndex={0} aria-label="Body of the answer"><ShownText text={body} lines /></pre>}
      {response.body?.base64 !== undefined && <p class="quiet">A body of {showSize(response.body.bytes)} that is no text.</p>}
    </section>
  );
}
