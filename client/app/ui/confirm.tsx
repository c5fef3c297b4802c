/**
 * Asks once more before what cannot be undone, and says what it means. Whoever presses Enter at once changes nothing.
 */
import { text } from '../strings/index.ts';
import { Dialog } from './dialog.tsx';

interface Props {
  question: string;
  meaning: string;
  /** Of the button that does it. */
  label: string;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ question, meaning, label, onConfirm, onClose }: Props) {
  const confirm = () => {
    onClose();
    onConfirm();
  };
  return (
    <Dialog labelledBy="confirm" onClose={onClose}>
      <div class="confirm">
        <h2 id="confirm">{question}</h2>
        <p>{meaning}</p>
        <div class="answers">
          <button type="button" class="act" onClick={onClose}>
            {text.cancel}
          </button>
          <button type="button" class="act danger" onClick={confirm}>
            {label}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
