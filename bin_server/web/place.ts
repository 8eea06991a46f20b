// Where the person is: "/" or "/bins/{bin}", and within a bin "?q=" for a search and "#42" for a request "#send" for how to
// call it, or "#answer" for what it answers.
// Addresses can be kept and shared; back and forward work.
import { useEffect, useState } from "preact/hooks";

export interface Place {
  bin: string | undefined;
  query: string; // the search; empty: none
  view: "newest" | "send" | "answer" | { seq: number };
}

export function placeOf(path: string, search: string, hash: string): Place {
  const bin = /^\/bins\/([A-Za-z0-9_-]+)\/?$/.exec(path)?.[1];
  const seq = /^#([1-9][0-9]{0,14})$/.exec(hash)?.[1];
  const query = bin === undefined ? "" : (new URLSearchParams(search).get("q") ?? "");
  return { bin, query, view: seq !== undefined ? { seq: Number(seq) } : hash === "#send" ? "send" : hash === "#answer" ? "answer" : "newest" };
}

export const binHref = (bin: string): string => `/bins/${encodeURIComponent(bin)}`;

const MOVED = "hookloop-moved";

// `instead` leaves no trace in the history: for moves that are made by the dozen, with the arrow keys.
export function go(href: string, instead = false): void {
  if (instead) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  window.dispatchEvent(new Event(MOVED));
}

const here = (): Place => placeOf(location.pathname, location.search, location.hash);

// The same place with another search.
export function searchHref(query: string): string {
  return `${location.pathname}${query === "" ? "" : `?q=${encodeURIComponent(query)}`}${location.hash}`;
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const moved = (): void => setPlace(here());
    const names = ["popstate", "hashchange", MOVED];
    names.forEach((name) => window.addEventListener(name, moved));
    return () => names.forEach((name) => window.removeEventListener(name, moved));
  }, []);
  return place;
}

// For links: a plain click stays within the page; everything else (new tab, new window) is the browser's.
export function followLink(event: MouseEvent): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go((event.currentTarget as HTMLAnchorElement).getAttribute("href") ?? "/");
}
