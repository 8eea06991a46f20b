// Something to copy and run: shown as it is, with its copy button beside it.
import { CopyButton } from "shared/web/copy_button";
import { ShownText } from "shared/web/shown_text";

export function CodeBlock({ text, what }: { text: string; what: string }) {
  return (
    <div class="code-block">
      <pre tabIndex={0} aria-label={what}><ShownText text={text} lines /></pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}
