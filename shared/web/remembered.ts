// A choice of the person's that outlives the visit. Where the browser keeps nothing, it lasts as long as the page.
import { useCallback, useState } from "preact/hooks";

export function useRemembered(key: string, start: string): [string, (value: string) => void] {
  const name = `hookloop.${key}`;
  const [value, setValue] = useState(() => read(name) ?? start);
  const remember = useCallback(
    (next: string) => {
      setValue(next);
      try {
        localStorage.setItem(name, next);
      } catch {
        // Storage is off or full: the choice still holds for this visit.
      }
    },
    [name],
  );
  return [value, remember];
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
