/**
 * The field of the chat. Enter sends, Shift and Enter begins a new line. What is too long stays in the field, and that is said.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { text } from '../strings/index.ts';
import { typedText } from '../typed-text.ts';
import { Icon } from '../ui/icon.tsx';
import { chatBytes, maxChatBytes } from './chat-log.ts';

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  /** Why nothing can be written now. What was typed before stays. */
  barred: string | undefined;
  onSend: (typed: string) => void;
}

export function ChatInput({ field, barred, onSend }: Props) {
  const [typed, setTyped] = useState('');
  useLayoutEffect(() => grow(field.current), [typed]);
  const excess = chatBytes(typed) - maxChatBytes;
  const nothing = barred !== undefined || typedText(typed) === '';
  const send = () => {
    field.current?.focus();
    if (nothing || excess > 0) return;
    onSend(typed);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is being composed, Enter chooses it. Safari tells so only by the key code.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="chat-input"
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      {excess > 0 && (
        <p id="chat-excess" role="alert">
          {text.chat.problems.tooLong}
        </p>
      )}
      <textarea
        ref={field}
        rows={1}
        aria-label={text.chat.field}
        placeholder={barred ?? text.chat.field}
        aria-description={barred}
        readOnly={barred !== undefined}
        aria-invalid={excess > 0}
        aria-describedby={excess > 0 ? 'chat-excess' : undefined}
        enterkeyhint="send"
        dir="auto"
        value={typed}
        onInput={event => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="plain" aria-label={text.chat.send} aria-disabled={nothing || excess > 0}>
        <Icon name="send" />
      </button>
    </form>
  );
}

/** As high as its text; the style sheet says where that ends. */
function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.setProperty('--height', 'auto');
  field.style.setProperty('--height', `${field.scrollHeight + 2}px`);
}
