// The page at "/": the catalogue of event types, and one of them in full beside it. The chosen one is in the address,
// as "#PROJECT_VERSION_CREATE".
import { useCallback, useEffect, useState } from "preact/hooks";
import { type EventType, listEventTypes } from "emitter/web/catalogue_api";
import { EventTypeDetail } from "emitter/web/event_type_detail";
import { EventTypeList } from "emitter/web/event_type_list";
import { PageHead } from "shared/web/page_head";
import { asProblem, type Problem } from "shared/web/problem";
import { ProblemNotice } from "shared/web/problem_notice";
import { TWO_PANES, useMedia } from "shared/web/use_media";

export function CataloguePage() {
  const [types, setTypes] = useState<EventType[]>();
  const [problem, setProblem] = useState<Problem>();
  const hash = useHash();
  const twoPanes = useMedia(TWO_PANES);

  const load = useCallback(async (): Promise<void> => {
    try {
      setTypes(await listEventTypes());
      setProblem(undefined);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }, []);
  useEffect(() => void load(), [load]);

  const picked = types?.find((type) => type.id === hash);
  // Side by side there is always one to see; on a narrow page the list comes first.
  const chosen = picked ?? (twoPanes ? types?.[0] : undefined);
  useEffect(() => {
    document.title = picked ? `${picked.console_name} · Hookloop emitter` : "Hookloop emitter";
  }, [picked]);

  return (
    <div class={picked ? "page catalogue-page detail-in-front" : "page catalogue-page"}>
      <PageHead program="emitter" />
      <main class="panes">
        <section class="pane list-pane" aria-label="Event types">
          <div class="intro">
            <h1>Event types</h1>
            <p class="quiet">What the platform sends when something happens. Fire any of them with one command.</p>
          </div>
          {problem && <ProblemNotice problem={problem} again={() => void load()} />}
          {types && <EventTypeList types={types} chosen={chosen?.id} />}
        </section>
        <section class="pane detail-pane" aria-label="The chosen event type">
          {chosen && <EventTypeDetail type={chosen} />}
        </section>
      </main>
    </div>
  );
}

function useHash(): string {
  const [hash, setHash] = useState(() => location.hash.slice(1));
  useEffect(() => {
    const moved = (): void => setHash(location.hash.slice(1));
    window.addEventListener("hashchange", moved);
    return () => window.removeEventListener("hashchange", moved);
  }, []);
  return hash;
}
