/**
 * While the server is being reached.
 */
import { text } from '../strings/index.ts';
import { useFocus } from '../ui/use-focus.ts';

export function Joining({ room, onCancel }: { room: string; onCancel: () => void }) {
  const heading = useFocus<HTMLHeadingElement>();
  return (
    <main class="card">
      <h1 ref={heading} tabIndex={-1}>
        {room}
      </h1>
      <p role="status">{text.joining}</p>
      <button type="button" onClick={onCancel}>
        {text.cancel}
      </button>
    </main>
  );
}
