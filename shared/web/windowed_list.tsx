// A list of any length that puts only the rows in view on the page. Rows are all of one height, newest first; a row
// that is being looked at stays where it is when others come in above it. The arrow keys, Page Up and Down, Home and
// End move the focus from row to row; Tab enters and leaves the list as one thing. Once the focus is in the list, only
// the person takes it out: a row that goes away hands it to another.
//
// What moves the focus or the scroll place is a layout effect: it runs within the key press or the click that asks for
// it. A plain effect runs later, where it can meet the next key press: it then focuses the row of the one before, or
// none at all, or undoes a scroll that came after it.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

// The rows as they are now, which may be more than were drawn. So a place in the list is kept as a row's key; an index
// holds for one rendering or one key press.
export interface ListedRows {
  readonly count: number;
  readonly added: number; // how many rows were ever put on top: what it grows by is what the rows below moved down by
  keyAt(index: number): number; // index 0 is the top; 0 when there is no such row
  indexOf(key: number): number; // -1 when it is not in the list
}

interface WindowedListProps {
  label: string;
  rows: ListedRows;
  rowHeight: number; // pixels
  current: number | undefined; // the chosen row's key
  row: (index: number, tabIndex: 0 | -1) => ComponentChildren; // a link or a button, with that tabIndex
  onMove?: ((key: number) => void) | undefined; // the focus was moved to this row with a key
  onNearEnd: () => void;
  onTop: (isAtTop: boolean) => void;
  topRequest: number; // each new number scrolls to the top
}

const SPARE_ROWS = 8; // above and below the view, so that scrolling shows no blanks

export function WindowedList(props: WindowedListProps) {
  const { rows, rowHeight, onNearEnd, onTop } = props;
  const { count, added } = rows;
  const scroller = useRef<HTMLDivElement>(null);
  const addedBefore = useRef(added);
  const [view, setView] = useState({ top: 0, height: 0 });
  const [active, setActive] = useState<number>(); // the key of the row that has the focus, or had it last
  const [moved, setMoved] = useState<{ to: number }>(); // by a key press; each is an object of its own

  const measure = (): void => {
    const element = scroller.current;
    if (!element) return;
    setView({ top: element.scrollTop, height: element.clientHeight });
    onTop(element.scrollTop < rowHeight / 2);
    if (element.scrollTop + element.clientHeight * 3 > rows.count * rowHeight) onNearEnd();
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    const shift = added - addedBefore.current;
    addedBefore.current = added;
    if (element && shift > 0 && element.scrollTop >= rowHeight / 2) element.scrollTop += shift * rowHeight;
    measure();
  }, [added, count]);

  useLayoutEffect(() => {
    if (props.topRequest > 0) scroller.current?.scrollTo({ top: 0 });
  }, [props.topRequest]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [count]);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE_ROWS);
  const last = Math.min(count - 1, Math.ceil((view.top + view.height) / rowHeight) + SPARE_ROWS);

  // The one row that Tab reaches: where the focus was, else the chosen one, else the first in view.
  let tabbable = active === undefined ? -1 : rows.indexOf(active);
  if (tabbable < 0 && props.current !== undefined) tabbable = rows.indexOf(props.current);
  if (tabbable < 0) tabbable = Math.min(count - 1, Math.ceil(view.top / rowHeight));
  const tabbableKey = rows.keyAt(tabbable);

  const focusRow = (key: number): void =>
    scroller.current?.querySelector<HTMLElement>(`[data-key="${key}"] > *`)?.focus({ preventScroll: true });

  useLayoutEffect(() => {
    if (!moved) return;
    bringIntoView(rows.indexOf(moved.to));
    focusRow(moved.to);
    measure(); // the rows around it are drawn at once, not a scroll event later
  }, [moved]);

  const hadFocus = scroller.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (hadFocus && !scroller.current?.contains(document.activeElement)) focusRow(tabbableKey);
  });

  const move = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const end = rows.count;
    const steps: Record<string, number> = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -end, End: end,
    };
    const step = steps[event.key];
    if (step === undefined || end === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const from = Math.max(0, rows.indexOf(tabbableKey));
    const key = rows.keyAt(Math.max(0, Math.min(end - 1, from + step)));
    setActive(key);
    setMoved({ to: key });
    props.onMove?.(key);
  };

  const bringIntoView = (index: number): void => {
    const element = scroller.current;
    if (!element || index < 0) return;
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
          const key = rows.keyAt(index);
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
