// Text from outside on the page. It goes in as text nodes only, apart from the run of text around it in direction, and
// with a mark for each character that has no shape.
import { visibleParts } from "shared/web/visible_text";

export function ShownText({ text, lines = false }: { text: string; lines?: boolean }) {
  return (
    <bdi class="shown-text">
      {visibleParts(text, lines).map((part) =>
        part.mark === undefined ? part.text : <span class="mark" title={part.mark}>{part.text}</span>,
      )}
    </bdi>
  );
}
