// What the bin is called, its address, what it refused, and what can be done with the whole of it.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { summaryOf } from "bin_server/web/answer";
import type { Bin } from "bin_server/web/bin_api";
import type { BinSession } from "bin_server/web/bin_session";
import { followLink, go, type Place } from "bin_server/web/place";
import { Refusals } from "bin_server/web/refusals";
import { ConfirmDialog } from "shared/web/confirm_dialog";
import { CopyButton } from "shared/web/copy_button";
import { Icon } from "shared/web/icon";
import { ShownText } from "shared/web/shown_text";
import { counted } from "shared/web/wording";

export function BinHead({ bin, session, view }: { bin: Bin; session: BinSession; view: Place["view"] }) {
  const [asking, setAsking] = useState<"clear" | "delete">();
  const confirmed = async (): Promise<void> => {
    const what = asking;
    setAsking(undefined);
    if (what === "clear") await session.clear();
    if (what === "delete" && (await session.delete())) go("/");
  };
  return (
    <div class="bin-head">
      <h1 class="bin-title"><ShownText text={bin.name || bin.id} /></h1>
      <div class="capture-url">
        <code tabIndex={0} aria-label="Capture URL"><ShownText text={bin.capture_url} /></code>
        <CopyButton text={bin.capture_url} what="the capture URL" />
      </div>
      <div class="bin-deeds">
        <ViewLink name="send" view={view}><Icon name="code" /> How to call it</ViewLink>
        <ViewLink name="answer" view={view}><Icon name="reply" /> Answers {summaryOf(bin.response)}</ViewLink>
        <button type="button" class="button" disabled={bin.request_count === 0} onClick={() => setAsking("clear")}>
          <Icon name="empty" /> Clear
        </button>
        <button type="button" class="button" onClick={() => setAsking("delete")}><Icon name="trash" /> Delete</button>
      </div>
      <Refusals refused={bin.refused} />
      {asking === "clear" && (
        <ConfirmDialog title="Clear this bin?" confirm="Clear" onConfirm={() => void confirmed()}
                       onCancel={() => setAsking(undefined)}>
          <p>{counted(bin.request_count, "request is", "requests are")} removed for good. The bin and its URL stay.</p>
        </ConfirmDialog>
      )}
      {asking === "delete" && (
        <ConfirmDialog title="Delete this bin?" confirm="Delete" onConfirm={() => void confirmed()}
                       onCancel={() => setAsking(undefined)}>
          <p>
            The bin and {counted(bin.request_count, "request", "requests")} are removed for good. What is sent to its
            URL from then on is answered 404.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}

// Leads to a view of the bin, and from it back.
function ViewLink({ name, view, children }: { name: "send" | "answer"; view: Place["view"]; children: ComponentChildren }) {
  const isHere = view === name;
  return (
    <a class={isHere ? "button pressed" : "button"} href={isHere ? "#" : `#${name}`} onClick={followLink}
       aria-current={isHere ? "page" : undefined}>
      {children}
    </a>
  );
}
