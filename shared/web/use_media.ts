// Whether a media query holds now, and again when that changes.
import { useEffect, useState } from "preact/hooks";

// From here on a list and a detail stand side by side; styles/layout.css has the same number.
export const TWO_PANES = "(min-width: 56rem)";

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const tell = (): void => setMatches(media.matches);
    tell();
    media.addEventListener("change", tell);
    return () => media.removeEventListener("change", tell);
  }, [query]);
  return matches;
}
