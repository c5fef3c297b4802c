/**
 * A button for what cannot be undone: asks once more, says what it means, and says so where it did not work.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Question } from '../app/ui/question.tsx';
import { failureOf } from './ask.ts';
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
      {open && <Asked {...deed} onClose={() => setOpen(false)} />}
    </>
  );
}

function Asked({ run, onDone, onClose, ...asked }: Deed & { onClose: () => void }) {
  const { dialog } = words.value;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isOpen = useRef(true);
  useEffect(
    () => () => {
      isOpen.current = false;
    },
    [],
  );
  const confirm = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    const failure = await run().then(() => undefined, failureOf);
    onDone();
    // It was closed, and perhaps asked again, while the server was busy with it.
    if (!isOpen.current) return;
    setBusy(false);
    if (failure) setProblem(failure === 'not-found' ? dialog.gone : dialog.failed);
    else onClose();
  };
  return (
    <Question
      {...asked}
      cancel={dialog.cancel}
      busy={busy}
      problem={problem}
      onConfirm={() => void confirm()}
      onClose={onClose}
    />
  );
}
