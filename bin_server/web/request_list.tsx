// The live list: newest first, a row a request.
import { useRef, useState } from "preact/hooks";
import { consoleNames } from "hookloop:event_types";
import { type CaptureRow, faultOf } from "bin_server/web/bin_api";
import type { BinSession } from "bin_server/web/bin_session";
import { go } from "bin_server/web/place";
import { Icon } from "shared/web/icon";
import { ShownText } from "shared/web/shown_text";
import { counted, showCount, showSize, showTime } from "shared/web/wording";
import { WindowedList } from "shared/web/windowed_list";

const ROW_HEIGHT = 60; // pixels; styles have the same number

interface RequestListProps {
  session: BinSession;
  chosen: number | undefined;
  following: boolean;
  twoPanes: boolean;
  onMove: ((seq: number) => void) | undefined;
}

export function RequestList({ session, chosen, following, twoPanes, onMove }: RequestListProps) {
  const { rows, bin } = session;
  const [atTop, setAtTop] = useState(true);
  const [topRequest, setTopRequest] = useState(0);
  const seenTo = useRef(0); // the newest seq when the top was last in view
  if (atTop) seenTo.current = rows.newest?.seq ?? 0;
  const unseen = Math.max(0, (rows.newest?.seq ?? 0) - seenTo.current);

  const now = new Date();

  return (
    <>
      <div class="list-head">
        <span class="quiet">
          {session.query === "" ? counted(Math.max(bin?.request_count ?? 0, rows.count), "request", "requests")
            : `${showCount(rows.count)}${rows.before === undefined ? "" : "+"} found`}
        </span>
        {twoPanes && rows.count > 0 && (
          <button type="button" class={following ? "button small pressed" : "button small"} aria-pressed={following}
                  title="Show each new request in full as it arrives"
                  onClick={() => go(following && rows.newest ? `#${rows.newest.seq}` : location.pathname + location.search, true)}>
            Follow newest
          </button>
        )}
      </div>
      {rows.count === 0 ? (
        <p class="list-empty quiet">
          {session.query === "" ? "Nothing has arrived yet." : "No request matches. One that arrives and does shows here."}
        </p>
      ) : (
        <div class="list-body">
          <WindowedList label="Captured requests, newest first" rows={rows} rowHeight={ROW_HEIGHT} current={chosen}
                        onMove={onMove} onNearEnd={() => void session.loadOlder()} onTop={setAtTop}
                        topRequest={topRequest}
                        row={(index, tabIndex) => {
                          const row = rows.at(index);
                          return row && <Row row={row} isChosen={row.seq === chosen} tabIndex={tabIndex} now={now} />;
                        }} />
          {unseen > 0 && (
            <button type="button" class="button primary small new-above" onClick={() => setTopRequest(topRequest + 1)}>
              <Icon name="up" /> {showCount(unseen)} new
            </button>
          )}
        </div>
      )}
    </>
  );
}

function Row({ row, isChosen, tabIndex, now }: { row: CaptureRow; isChosen: boolean; tabIndex: 0 | -1; now: Date }) {
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(`#${row.seq}`);
  };
  return (
    <a class="request-row" href={`#${row.seq}`} tabIndex={tabIndex} aria-current={isChosen ? "true" : undefined}
       onClick={follow}>
      <span class="row-line">
        <span class={`method method-${methodGroup(row.method)}`}><ShownText text={row.method} /></span>
        <span class="row-target"><ShownText text={afterBin(row)} /></span>
        <time class="row-time" dateTime={row.received_at}>{showTime(row.received_at, now)}</time>
      </span>
      <span class="row-line quiet">
        <span class="row-seq">#{row.seq}</span>
        <span class="row-about"><About row={row} /></span>
        <Labels row={row} />
      </span>
    </a>
  );
}

// The path behind the bin's own, which is the same in every row.
function afterBin(row: CaptureRow): string {
  const prefix = `/b/${row.bin}`;
  const at = row.target.indexOf(prefix);
  if (at < 0) return row.target;
  return row.target.slice(at + prefix.length) || "/";
}

function About({ row }: { row: CaptureRow }) {
  const type = row.delivery?.event_type ?? row.verdict?.payload.event_type;
  const name = type && Object.hasOwn(consoleNames, type) ? consoleNames[type] : type;
  const what = name ?? row.body.content_type;
  const size = row.body.bytes === 0 ? "no body" : showSize(row.body.bytes);
  return <ShownText text={what ? `${what} · ${size}` : row.body.bytes === 0 ? size : `no content type · ${size}`} />;
}

// Verdicts in a word, and what else needs a look. The sign says it too, for those who do not see the colour.
function Labels({ row }: { row: CaptureRow }) {
  const fault = faultOf(row);
  return (
    <>
      {fault && <span class={fault === "odd" ? "label warn" : "label bad"}>{fault}</span>}
      {row.verdict?.duplicate_of && <span class="label warn">duplicate</span>}
      <StateLabel name="payload" state={row.verdict?.payload.state} />
      <StateLabel name="signature" state={row.verdict?.signature.state} />
    </>
  );
}

function StateLabel({ name, state }: { name: string; state: string | undefined }) {
  if (state !== "valid" && state !== "invalid") return null;
  return (
    <span class={state === "valid" ? "label good" : "label bad"}>
      <span aria-hidden="true">{state === "valid" ? "✓" : "✗"}</span> {name}
      <span class="visually-hidden"> {state}</span>
    </span>
  );
}

export function methodGroup(method: string): string {
  return ["GET", "HEAD", "OPTIONS"].includes(method) ? "read"
    : method === "POST" ? "make"
    : ["PUT", "PATCH"].includes(method) ? "change"
    : method === "DELETE" ? "remove" : "other";
}
