// The page at "/bins/{bin}": what arrives, as it arrives, and one request in full beside it.
import { useCallback, useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { AnswerPanel } from "bin_server/web/answer_panel";
import { BinHead } from "bin_server/web/bin_head";
import { BinSession } from "bin_server/web/bin_session";
import { RequestDetail } from "bin_server/web/request_detail";
import { RequestList } from "bin_server/web/request_list";
import { SearchField } from "bin_server/web/search_field";
import { SendPanel } from "bin_server/web/send_panel";
import { followLink, go, type Place } from "bin_server/web/place";
import { ConnectionSign } from "shared/web/connection_sign";
import { PageHead } from "shared/web/page_head";
import { ProblemNotice } from "shared/web/problem_notice";
import { TWO_PANES, useMedia } from "shared/web/use_media";

export function BinPage({ id, query, view }: { id: string; query: string; view: Place["view"] }) {
  const session = useMemo(() => new BinSession(id, query), [id]);
  const [, refresh] = useReducer<number, void>((turn) => turn + 1, 0);
  const twoPanes = useMedia(TWO_PANES);
  useEffect(() => {
    session.start(() => refresh());
    return () => session.end();
  }, [session]);
  useEffect(() => void session.search(query), [session, query]);

  const { bin, rows } = session;
  const title = bin?.name || id;
  useEffect(() => {
    document.title = `${title} · Hookloop bin`;
  }, [title]);

  const newest = rows.newest?.seq;
  // Side by side, the newest request is followed until the person picks one. On a narrow page the list comes first.
  const following = view === "newest";
  const chosen = typeof view === "object" ? view.seq : following && twoPanes ? newest : undefined;
  const isUnused = rows.count === 0 && query === "" && session.query === "";
  const sending = view === "send" || view !== "answer" && (bin !== undefined && isUnused && chosen === undefined);
  const detailInFront = typeof view === "object" || view === "send" || view === "answer";
  const choose = useCallback((seq: number) => go(`#${seq}`, true), []);

  const empty = session.loaded && isUnused && !detailInFront;

  return (
    <div class={`page bin-page${detailInFront ? " detail-in-front" : ""}${empty ? " empty" : ""}`}>
      <PageHead program="bins" onHome={followLink}>
        {!session.gone && <ConnectionSign state={session.state} onRetry={() => session.retryNow()} />}
      </PageHead>
      {bin && !session.gone && <BinHead bin={bin} session={session} view={view} />}
      {session.gone ? (
        <Gone session={session} />
      ) : (
        <>
          {session.problem && (
            <div class="page-notice">
              <ProblemNotice problem={session.problem} again={() => session.retryNow()} />
            </div>
          )}
          <main class="panes">
            <section class="pane list-pane" aria-label="Captured requests">
              {session.loaded && <SearchField query={query} fault={session.fault} />}
              {session.loaded && (
                <RequestList key={session.query} session={session} chosen={chosen} following={following} twoPanes={twoPanes}
                             onMove={twoPanes ? choose : undefined} />
              )}
            </section>
            <section class="pane detail-pane" aria-label={view === "answer" ? "What this bin answers" : sending ? "How to call this bin" : "The chosen request"}>
              {view === "answer" ? <AnswerPanel bin={id} onSaved={() => void session.readBin()} />
                : sending && bin ? <SendPanel bin={bin} listening={isUnused} state={session.state} />
                : chosen !== undefined && <RequestDetail bin={id} seq={chosen} newest={newest} />}
            </section>
          </main>
        </>
      )}
      <Announcer session={session} />
    </div>
  );
}

function Gone({ session }: { session: BinSession }) {
  return (
    <main class="gone">
      <div class="notice bad" role="alert">
        <p class="notice-title">There is no such bin</p>
        <p>
          It was deleted, or the server was started with other data. What is sent to <code>{session.id}</code> is not
          recorded.
        </p>
        <button type="button" class="button" onClick={() => session.retryNow()}>Look again</button>
      </div>
      <p><a href="/" onClick={followLink}>Go to all bins, or make a new one</a></p>
    </main>
  );
}

const SAID_EVERY_MS = 2000; // a screen reader must be able to finish its sentence

// Tells those who hear the page what those who see it notice by themselves.
function Announcer({ session }: { session: BinSession }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    let last = session.rows.newest?.seq;
    const timer = setInterval(() => {
      const newest = session.rows.newest;
      if (!newest || newest.seq === last) return;
      if (last !== undefined && newest.seq < last) return; // another search, no other request
      setSaid(last === undefined ? "" : `New request ${newest.seq}: ${newest.method} ${newest.path}`);
      last = newest.seq;
    }, SAID_EVERY_MS);
    return () => clearInterval(timer);
  }, [session]);
  return <p class="visually-hidden" aria-live="polite">{said}</p>;
}
