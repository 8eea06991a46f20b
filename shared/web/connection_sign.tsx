// Whether the page is connected to what it shows. Its words all take the same room.
import type { FeedState } from "shared/web/live_feed";

const WORDS: Record<FeedState, { text: string; title: string }> = {
  connecting: { text: "Connecting", title: "The connection to the server is being made." },
  live: { text: "Live", title: "What arrives is shown at once." },
  waiting: {
    text: "Reconnecting",
    title: "The server does not answer. The page tries again and catches up by itself.",
  },
};

export function ConnectionSign({ state, onRetry }: { state: FeedState; onRetry: () => void }) {
  const words = WORDS[state];
  return (
    <button type="button" class={`connection ${state}`} title={words.title} disabled={state !== "waiting"}
            onClick={onRetry}>
      <span class="connection-dot" aria-hidden="true" />
      <span role="status">{words.text}</span>
    </button>
  );
}
