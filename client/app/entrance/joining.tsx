/**
 * On the way in: while the server is being reached, in the lobby, or before the room is open.
 */
import { text } from '../strings/index.ts';
import { useFocus } from '../ui/use-focus.ts';

interface Props {
  title: string;
  /** What is being waited for. */
  said: string;
  onCancel: () => void;
}

export function Joining({ title, said, onCancel }: Props) {
  const heading = useFocus<HTMLHeadingElement>();
  return (
    <main class="card">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p role="status">{said}</p>
      <button type="button" onClick={onCancel}>
        {text.cancel}
      </button>
    </main>
  );
}
