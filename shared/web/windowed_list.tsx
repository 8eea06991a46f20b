// A list of any length that puts only the rows in view on the page. Rows are all of one height, newest first; a row
// that is being looked at stays where it is when others come in above it. The arrow keys, Page Up and Down, Home and
// End move the focus from row to row; Tab enters and leaves the list as one thing.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

interface WindowedListProps {
  label: string;
  count: number;
  rowHeight: number; // pixels
  added: number; // how many rows were ever put on top: what it grows by is what the rows below moved down by
  keyAt: (index: number) => number;
  indexOf: (key: number) => number; // -1 when it is not in the list
  current: number | undefined; // the chosen row's key
  row: (index: number, tabIndex: 0 | -1) => ComponentChildren; // a link or a button, with that tabIndex
  onMove?: ((key: number) => void) | undefined; // the focus was moved to this row with a key
  onNearEnd: () => void;
  onTop: (isAtTop: boolean) => void;
  topRequest: number; // each new number scrolls to the top
}

const SPARE_ROWS = 8; // above and below the view, so that scrolling shows no blanks

export function WindowedList(props: WindowedListProps) {
  const { count, rowHeight, added, keyAt, indexOf, onNearEnd, onTop } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const addedBefore = useRef(added);
  const [view, setView] = useState({ top: 0, height: 0 });
  const [active, setActive] = useState<number>();
  const focusWanted = useRef(false);

  const measure = (): void => {
    const element = scroller.current;
    if (!element) return;
    setView({ top: element.scrollTop, height: element.clientHeight });
    onTop(element.scrollTop < rowHeight / 2);
    if (element.scrollTop + element.clientHeight * 3 > count * rowHeight) onNearEnd();
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    const shift = added - addedBefore.current;
    addedBefore.current = added;
    if (element && shift > 0 && element.scrollTop >= rowHeight / 2) element.scrollTop += shift * rowHeight;
    measure();
  }, [added, count]);

  useEffect(() => {
    if (props.topRequest > 0) scroller.current?.scrollTo({ top: 0 });
  }, [props.topRequest]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [count]);

  useEffect(() => {
    if (!focusWanted.current || active === undefined) return;
    focusWanted.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-key="${active}"] > *`)?.focus({ preventScroll: true });
  });

  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE_ROWS);
  const last = Math.min(count - 1, Math.ceil((view.top + view.height) / rowHeight) + SPARE_ROWS);

  // The one row that Tab reaches: where the focus was, else the chosen one, else the first in view.
  let tabbable = active === undefined ? -1 : indexOf(active);
  if (tabbable < 0 && props.current !== undefined) tabbable = indexOf(props.current);
  if (tabbable < 0) tabbable = Math.min(count - 1, Math.ceil(view.top / rowHeight));

  const move = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const steps: Record<string, number> = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count,
    };
    const step = steps[event.key];
    if (step === undefined || count === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const target = Math.max(0, Math.min(count - 1, tabbable + step));
    const key = keyAt(target);
    focusWanted.current = true;
    setActive(key);
    bringIntoView(target);
    props.onMove?.(key);
  };

  const bringIntoView = (index: number): void => {
    const element = scroller.current;
    if (!element) return;
    const top = index * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowHeight - element.clientHeight;
    }
  };

  const indexes: number[] = [];
  if (tabbable >= 0 && tabbable < first) indexes.push(tabbable);
  for (let index = first; index <= last; index += 1) indexes.push(index);
  if (tabbable > last) indexes.push(tabbable);

  return (
    <div ref={scroller} class="windowed-list" onScroll={measure} onKeyDown={move}>
      <ol aria-label={props.label} style={{ height: `${count * rowHeight}px` }}>
        {indexes.map((index) => {
          const key = keyAt(index);
          return (
            <li key={key} data-key={key} aria-setsize={count} aria-posinset={index + 1}
                style={{ top: `${index * rowHeight}px`, height: `${rowHeight}px` }} onFocusIn={() => setActive(key)}>
              {props.row(index, index === tabbable ? 0 : -1)}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
