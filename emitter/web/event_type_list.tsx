// The catalogue, by what an event is about. The arrow keys move from one to the next.
import type { EventType } from "emitter/web/catalogue_api";

const GROUPS = [
  { scope: "app", title: "App events", about: "A webhook for them is attached to one app." },
  { scope: "account", title: "Account events", about: "A webhook for them is attached to the whole account." },
] as const;

export function EventTypeList({ types, chosen }: { types: readonly EventType[]; chosen: string | undefined }) {
  return (
    <nav class="event-types" aria-label="Event types" onKeyDown={moveFocus}>
      {GROUPS.map((group) => (
        <section key={group.scope} aria-label={group.title}>
          <h2>{group.title}</h2>
          <p class="quiet">{group.about}</p>
          <ul>
            {types.filter((type) => type.scope === group.scope).map((type) => (
              <li key={type.id}>
                <a class="event-type" href={`#${type.id}`} aria-current={type.id === chosen ? "true" : undefined}>
                  <span class="event-name">{type.console_name}</span>
                  <span class={type.origin === "documented" ? "label good" : "label plain"}>{type.origin}</span>
                  <code>{type.id}</code>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function moveFocus(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const links = [...list.querySelectorAll<HTMLAnchorElement>("a.event-type")];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = to === undefined ? undefined : links[to];
  if (!link) return;
  event.preventDefault();
  link.focus();
}
