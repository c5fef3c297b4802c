/**
 * Asks once more before what cannot be undone: it is done when the question is gone.
 */
import { text } from '../strings/index.ts';
import { Question } from './question.tsx';

interface Props {
  question: string;
  meaning: string;
  /** Of the button that does it. */
  label: string;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ onConfirm, onClose, ...asked }: Props) {
  const confirm = () => {
    onClose();
    onConfirm();
  };
  return <Question {...asked} cancel={text.cancel} onConfirm={confirm} onClose={onClose} />;
}
