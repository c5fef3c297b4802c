/**
 * A button for what cannot be undone: asks once more, says what it means, and says so where it did not work.
 */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from '../app/ui/dialog.tsx';
import { AskError } from './ask.ts';
import { words } from './strings/index.ts';

export interface Deed {
  question: string;
  meaning: string;
  /** Of the button that does it. */
  label: string;
  /** Rejects with AskError. */
  run: () => Promise<unknown>;
  /** It is done, or there is nothing to do it to. */
  onDone: () => void;
}

export function AskFirst({ children, ...deed }: Deed & { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="act" onClick={() => setOpen(true)}>
        {children}
      </button>
      {open && <Question {...deed} onClose={() => setOpen(false)} />}
    </>
  );
}

function Question({ question, meaning, label, run, onDone, onClose }: Deed & { onClose: () => void }) {
  const { dialog } = words.value;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirm = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await run();
      onClose();
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      setProblem(error.reason === 'not-found' ? dialog.gone : dialog.failed);
    } finally {
      setBusy(false);
      onDone();
    }
  };
  return (
    <Dialog labelledBy="question" onClose={onClose}>
      <h2 id="question">{question}</h2>
      <p>{meaning}</p>
      {problem && <p role="alert">{problem}</p>}
      <div class="answers">
        <button type="button" class="act" onClick={onClose}>
          {dialog.cancel}
        </button>
        <button type="button" class="act danger" aria-busy={busy} onClick={() => void confirm()}>
          {label}
        </button>
      </div>
    </Dialog>
  );
}
