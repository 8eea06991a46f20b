// One captured request in full.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { BodyView } from "bin_server/web/body_view";
import * as api from "bin_server/web/bin_api";
import { type CaptureDetail, faultOf, type Pair } from "bin_server/web/bin_api";
import { answeredInWords, GivenAnswerView } from "bin_server/web/given_answer_view";
import { PairsTable } from "bin_server/web/pairs_table";
import { go } from "bin_server/web/place";
import { methodGroup } from "bin_server/web/request_list";
import { VerdictView } from "bin_server/web/verdict_view";
import { CopyButton } from "shared/web/copy_button";
import { Icon } from "shared/web/icon";
import { asProblem, type Problem } from "shared/web/problem";
import { ProblemNotice } from "shared/web/problem_notice";
import { ShownText } from "shared/web/shown_text";
import { counted, showCount, showSize, showTime } from "shared/web/wording";

// While the newest is followed and captures pour in, only the last of each of these spans is read.
const SETTLE_MS = 60;

export function RequestDetail({ bin, seq, newest }: { bin: string; seq: number; newest: number | undefined }) {
  const [detail, setDetail] = useState<CaptureDetail>();
  const [problem, setProblem] = useState<Problem>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      try {
        const answer = await api.readRequest(bin, seq, abort.signal);
        if (abort.signal.aborted) return;
        setDetail(answer);
        setProblem(undefined);
      } catch (error) {
        if (!abort.signal.aborted) setProblem(asProblem(error));
      }
    };
    const timer = setTimeout(() => void read(), detail === undefined ? 0 : SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [bin, seq, turn]);

  return (
    <div class="request-detail">
      <div class="detail-bar">
        <button type="button" class="button back-button" onClick={() => go(location.pathname)}>
          <Icon name="back" /> Requests
        </button>
        {newest !== undefined && newest > seq && (
          <button type="button" class="button small" onClick={() => go(`#${newest}`)}>
            {counted(newest - seq, "newer request", "newer requests")}
          </button>
        )}
      </div>
      {problem && <ProblemNotice problem={problem} again={() => setTurn(turn + 1)} />}
      {/* The one before stays in view until the next is here: no blank in between, nothing jumps. */}
      {detail && !(problem && detail.seq !== seq) && <Detail key={detail.id} bin={bin} detail={detail} />}
    </div>
  );
}

function Detail({ bin, detail }: { bin: string; detail: CaptureDetail }) {
  return (
    <article aria-label={`Request ${detail.seq}`} data-seq={detail.seq}>
      <h2 class="request-line">
        <span class={`method method-${methodGroup(detail.method)}`}><ShownText text={detail.method} /></span>
        <span class="request-target"><ShownText text={detail.target} /></span>
      </h2>
      <div class="facts">
        <dl>
          <Fact name="Number">#{detail.seq}</Fact>
          <Fact name="Received">
            <time dateTime={detail.received_at} title={detail.received_at}>{showTime(detail.received_at)}</time>
          </Fact>
          <Fact name="Answered"><ShownText text={answeredInWords(detail.response)} /></Fact>
          <Fact name="Body">{bodySize(detail)}</Fact>
          <Fact name="From"><ShownText text={`${detail.client.address}:${detail.client.port}`} /></Fact>
          {detail.http_version && <Fact name="Protocol"><ShownText text={detail.http_version} /></Fact>}
          <Fact name="Id"><code>{detail.id}</code></Fact>
        </dl>
        <a class="button small" href={api.rawUrl(bin, detail.seq)} download={`request-${detail.seq}.http`}
           title="The exact request, head and body, as it came">
          <Icon name="download" /> Raw request
        </a>
      </div>
      <Problems detail={detail} />
      <VerdictView detail={detail} />
      <BodyView bin={bin} detail={detail} />
      <Pairs title="Headers" pairs={detail.headers} separator=": " empty="It came without headers." />
      {detail.trailers.length > 0 && <Pairs title="Trailers" pairs={detail.trailers} separator=": " empty="" />}
      {detail.query.length > 0 && <Pairs title="Query" pairs={detail.query} separator="=" empty="" />}
      <GivenAnswerView detail={detail} />
    </article>
  );
}

function bodySize({ body }: CaptureDetail): string {
  const size = showSize(body.bytes);
  return body.wire_bytes === body.bytes ? size : `${size}, chunked into ${showSize(body.wire_bytes)}`;
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return <div class="fact"><dt>{name}</dt><dd>{children}</dd></div>;
}

function Problems({ detail }: { detail: CaptureDetail }) {
  const fault = faultOf(detail);
  if (!fault) return null;
  // The title has the word already.
  const told = detail.problems.map((problem) => problem.replace(/^(incomplete|malformed): /, ""));
  return (
    <div class={fault === "odd" ? "notice warn" : "notice bad"}>
      <p class="notice-title">{FAULTS[fault]}</p>
      {told.length > 0 && <ul>{told.map((problem, index) => <li key={index}><ShownText text={problem} /></li>)}</ul>}
    </div>
  );
}

const FAULTS = {
  incomplete: "Incomplete: this is all that arrived",
  malformed: "Malformed: it can not be read as HTTP",
  odd: "Odd: not quite as HTTP has it",
} as const;

interface PairsProps {
  title: string;
  pairs: readonly Pair[];
  separator: string;
  empty: string;
}

function Pairs({ title, pairs, separator, empty }: PairsProps) {
  const text = pairs.map(([name, value]) => `${name}${separator}${value}`).join("\n");
  return (
    <section class="detail-section" aria-label={title}>
      <div class="section-head">
        <h3>{title} <span class="quiet">{showCount(pairs.length)}</span></h3>
        {pairs.length > 0 && <CopyButton text={text} what={title.toLowerCase()} />}
      </div>
      {pairs.length === 0 ? <p class="quiet">{empty}</p> : (
        <PairsTable pairs={pairs} />
      )}
    </section>
  );
}
