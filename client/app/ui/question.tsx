/**
 * A question before what cannot be undone, and what it means. Whoever presses Enter at once changes nothing. Knows no sentence, and not
 * what is done.
 */
import { Dialog } from './dialog.tsx';

interface Props {
  question: string;
  meaning: string;
  /** Of the button that does it. */
  label: string;
  cancel: string;
  busy?: boolean;
  /** Why it was not done. */
  problem?: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

export function Question({ question, meaning, label, cancel, busy, problem, onConfirm, onClose }: Props) {
  return (
    <Dialog labelledBy="question" onClose={onClose}>
      <div class="question">
        <h2 id="question">{question}</h2>
        <p>{meaning}</p>
        {problem && <p role="alert">{problem}</p>}
        <div class="answers">
          <button type="button" class="act" onClick={onClose}>
            {cancel}
          </button>
          <button type="button" class="act danger" aria-busy={busy} onClick={onConfirm}>
            {label}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
