// What went wrong and what to do about it.
import type { Problem } from "shared/web/problem";
import { ShownText } from "shared/web/shown_text";

export function ProblemNotice({ problem, again }: { problem: Problem; again?: (() => void) | undefined }) {
  return (
    <div class="notice bad" role="alert">
      <p class="notice-title"><ShownText text={problem.title} /></p>
      <p>
        {problem.pointer !== undefined && <><code><ShownText text={problem.pointer} /></code>{" "}</>}
        <ShownText text={problem.detail} />
      </p>
      {again && <button type="button" class="button" onClick={again}>Try again</button>}
    </div>
  );
}
