// The command that fires an event, ready to paste into a shell.
import { shellWord } from "shared/web/quoting";

export const EXAMPLE_TARGET = "http://localhost:3000/hook";

export function triggerCommand(type: string, target: string): string {
  return `emitter trigger ${type} \\\n  --url ${shellWord(target.trim() || EXAMPLE_TARGET)}`;
}

// What is wrong with a target, as a sentence; nothing is wrong with an empty one: the example stands in for it.
export function targetFault(target: string): string | undefined {
  const text = target.trim();
  if (text === "") return undefined;
  if (!/^https?:\/\//i.test(text)) return "The URL begins with http:// or https://.";
  return URL.canParse(text) ? undefined : "This is no URL that can be called: look at the host and the port.";
}
