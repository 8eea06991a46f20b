// What was turned away and why, of a bin or of the whole server: nothing of it stays a secret.
import { showCount } from "shared/web/wording";

const REASONS: Record<string, string> = {
  head_too_large: "with too large a head",
  target_too_long: "with too long a target",
  too_many_headers: "with too many headers",
  body_too_large: "with too large a body",
  too_often: "that came too often",
  client_too_often: "that an address sent too often",
  not_stored: "that the store could not take",
  too_many_connections: "over the limit of connections",
};

export function Refusals({ refused }: { refused: Record<string, number> }) {
  const reasons = Object.entries(refused).filter(([, count]) => count > 0);
  if (reasons.length === 0) return null;
  const name = (reason: string): string => REASONS[reason] ?? reason.replaceAll("_", " ");
  const told = reasons.map(([reason, count]) => `${showCount(count)} ${name(reason)}`);
  return <p class="refusals">Refused, not stored: {told.join(", ")}</p>;
}
