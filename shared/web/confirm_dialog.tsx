// A question before something is gone. The safe answer comes first and so has the focus; Escape means it too.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface ConfirmDialogProps {
  title: string;
  children: ComponentChildren;
  confirm: string;
  onConfirm: () => void;
  onCancel: () => void;
}

export function ConfirmDialog({ title, children, confirm, onConfirm, onCancel }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={onCancel}>
      <h2 id="dialog-title">{title}</h2>
      {children}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onCancel}>Cancel</button>
        <button type="button" class="button danger" onClick={onConfirm}>{confirm}</button>
      </div>
    </dialog>
  );
}
