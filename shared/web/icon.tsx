// The few signs that the pages use, drawn on a grid of 16. They stand beside words and are hidden from screen readers.
const SHAPES = {
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  check: "M2.5 8.5l3.5 3.5 7.5-8",
  trash: "M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.8v4M9.3 6.8v4",
  back: "M9.5 3L4.5 8l5 5",
  download: "M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11",
  up: "M8 13V3.5M4 7l4-4 4 4",
  plus: "M8 3v10M3 8h10",
  code: "M5.5 4L1.5 8l4 4M10.5 4l4 4-4 4",
  reply: "M6 3.5L2 7.5l4 4M2.5 7.5h7a4 4 0 014 4v1",
  empty: "M2.5 3.5h11v9h-11zM5.5 6.5l5 3M10.5 6.5l-5 3",
} as const;

export function Icon({ name }: { name: keyof typeof SHAPES }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"
            stroke-linejoin="round" />
    </svg>
  );
}
