// One of a few: buttons side by side, of which one is pressed. The arrow keys move within it (WAI-ARIA radio group).
interface ChoiceRowProps<Key extends string> {
  label: string;
  choices: readonly { key: Key; label: string }[];
  chosen: Key;
  onChoose: (key: Key) => void;
}

export function ChoiceRow<Key extends string>({ label, choices, chosen, onChoose }: ChoiceRowProps<Key>) {
  const move = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1
      : event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = choices.findIndex((choice) => choice.key === chosen);
    const next = choices[(at + step + choices.length) % choices.length];
    if (!next) return;
    onChoose(next.key);
    const row = event.currentTarget as HTMLElement;
    row.querySelectorAll<HTMLElement>("button")[choices.indexOf(next)]?.focus();
  };
  return (
    <div class="choice-row" role="radiogroup" aria-label={label} onKeyDown={move}>
      {choices.map((choice) => (
        <button key={choice.key} type="button" role="radio" aria-checked={choice.key === chosen}
                tabIndex={choice.key === chosen ? 0 : -1} onClick={() => onChoose(choice.key)}>
          {choice.label}
        </button>
      ))}
    </div>
  );
}
