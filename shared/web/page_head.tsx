// The line at the top of every page: which program this is, the way home, and what belongs beside it.
import type { ComponentChildren } from "preact";

interface PageHeadProps {
  program: string;
  onHome?: (event: MouseEvent) => void;
  children?: ComponentChildren;
}

export function PageHead({ program, onHome, children }: PageHeadProps) {
  return (
    <header class="page-head">
      <a class="brand" href="/" onClick={onHome}>
        <img src="/assets/icon.svg" width="24" height="24" alt="" /> Hookloop <span class="program">{program}</span>
      </a>
      {children}
    </header>
  );
}
