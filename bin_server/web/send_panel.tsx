// How to send the bin something, and, while it is empty, that it listens.
import type { Bin } from "bin_server/web/bin_api";
import { go } from "bin_server/web/place";
import { snippetsFor } from "bin_server/web/snippets";
import { ChoiceRow } from "shared/web/choice_row";
import { CodeBlock } from "shared/web/code_block";
import { Icon } from "shared/web/icon";
import type { FeedState } from "shared/web/live_feed";
import { useRemembered } from "shared/web/remembered";

export function SendPanel({ bin, listening, state }: { bin: Bin; listening: boolean; state: FeedState }) {
  const snippets = snippetsFor(bin.capture_url);
  const [language, setLanguage] = useRemembered("snippet", "emitter");
  const chosen = snippets.find((snippet) => snippet.key === language) ?? snippets[0];
  if (!chosen) return null;
  return (
    <div class="send-panel">
      {listening ? (
        <div class={state === "live" ? "listening on" : "listening"}>
          <span class="listening-dot" aria-hidden="true" />
          <div>
            <h2>{state === "live" ? "Listening" : "Not connected yet"}</h2>
            <p>The first request appears here the moment it arrives. Any method, any path below the URL, any body.</p>
          </div>
        </div>
      ) : (
        <button type="button" class="button back-button" onClick={() => go(location.pathname)}>
          <Icon name="back" /> Requests
        </button>
      )}
      <h2>Call it from</h2>
      <ChoiceRow label="Language" choices={snippets} chosen={chosen.key} onChoose={setLanguage} />
      <CodeBlock text={chosen.text} what={`how to call the bin, ${chosen.label}`} />
      {chosen.key === "emitter" && (
        <p class="quiet">
          <code>emitter</code> plays the platform: the bin gets the event <em>App version created</em>, as the platform
          sends it.
        </p>
      )}
    </div>
  );
}
