// The page at "/": make a bin, or go to one that is there.
import { useCallback, useEffect, useState } from "preact/hooks";
import * as api from "bin_server/web/bin_api";
import { binHref, followLink, go } from "bin_server/web/place";
import { Refusals } from "bin_server/web/refusals";
import { CopyButton } from "shared/web/copy_button";
import { Icon } from "shared/web/icon";
import { PageHead } from "shared/web/page_head";
import { asProblem, type Problem } from "shared/web/problem";
import { ProblemNotice } from "shared/web/problem_notice";
import { ShownText } from "shared/web/shown_text";
import { visibleString } from "shared/web/visible_text";
import { counted, showSize, showTime } from "shared/web/wording";

export function BinsPage() {
  const [list, setList] = useState<api.BinList>();
  const [problem, setProblem] = useState<Problem>();

  const load = useCallback(async (): Promise<void> => {
    try {
      setList(await api.listBins());
      setProblem(undefined);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }, []);

  useEffect(() => {
    document.title = "Hookloop bins";
    void load();
    const seenAgain = (): void => void (document.hidden || load());
    document.addEventListener("visibilitychange", seenAgain);
    return () => document.removeEventListener("visibilitychange", seenAgain);
  }, [load]);

  return (
    <div class="page">
      <PageHead program="bins" onHome={followLink} />
      <main class="bins-page">
        <section class="welcome">
          <h1>Catch every webhook, byte for byte</h1>
          <p>
            A bin is an address that records whatever is sent to it and shows it here the moment it arrives. It stays on
            this machine.
          </p>
          <CreateBin onProblem={setProblem} />
        </section>
        {problem && <ProblemNotice problem={problem} again={() => void load()} />}
        {list && <Refusals refused={list.refused} />}
        {list && list.bins.length > 0 && (
          <section aria-labelledby="bins-title">
            <h2 id="bins-title">Your bins</h2>
            <ul class="bins">{list.bins.map((bin) => <BinCard key={bin.id} bin={bin} />)}</ul>
          </section>
        )}
      </main>
    </div>
  );
}

function CreateBin({ onProblem }: { onProblem: (problem: Problem | undefined) => void }) {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const create = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      go(binHref((await api.createBin(name.trim())).id));
    } catch (error) {
      onProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <form class="create-bin" onSubmit={(event) => void create(event)}>
      <label class="field">
        <span>Name <span class="quiet">(optional)</span></span>
        <input value={name} maxLength={200} autocomplete="off" spellcheck={false} placeholder="AppVersionCreated"
               onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <button class="button primary" disabled={busy}><Icon name="plus" /> Create a bin</button>
    </form>
  );
}

function BinCard({ bin }: { bin: api.Bin }) {
  const title = bin.name || bin.id;
  return (
    <li class="bin-card">
      <a href={binHref(bin.id)} onClick={followLink} title={visibleString(title)}><ShownText text={title} /></a>
      <span class="quiet bin-counts">
        {counted(bin.request_count, "request", "requests")} · {showSize(bin.bytes)} · made {showTime(bin.created_at)}
      </span>
      <code class="bin-url"><ShownText text={bin.capture_url} /></code>
      <CopyButton text={bin.capture_url} what={`the capture URL of ${visibleString(title)}`} />
    </li>
  );
}
