// Copies exact text, and says so where the person looks. Both of its faces take the same room, so nothing moves.
import { useEffect, useState } from "preact/hooks";
import { Icon } from "shared/web/icon";

const SAID_FOR_MS = 1500;

interface CopyButtonProps {
  text: string;
  label?: string;
  what: string; // for screen readers: "Copy WHAT"
}

export function CopyButton({ text, label = "Copy", what }: CopyButtonProps) {
  const [said, setSaid] = useState<"" | "Copied" | "Not copied">("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => setSaid((await copyText(text)) ? "Copied" : "Not copied");
  return (
    <button type="button" class="button copy-button" aria-label={`Copy ${what}`} onClick={() => void copy()}>
      <span class="faces">
        <span class={said === "" ? "face" : "face away"}><Icon name="copy" /> {label}</span>
        <span class={said === "" ? "face away" : "face"} role="status">
          {said !== "" && <><Icon name={said === "Copied" ? "check" : "empty"} /> {said}</>}
        </span>
      </span>
    </button>
  );
}

// The clipboard's own interface works for https and this machine only; elsewhere a selection is copied, the old way.
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
}

function copySelection(text: string): boolean {
  const field = document.createElement("textarea");
  const focused = document.activeElement;
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
