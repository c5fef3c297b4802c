/**
 * While the server is being reached.
 */
import { text } from '../strings/index.ts';

export function Joining({ room, onCancel }: { room: string; onCancel: () => void }) {
  return (
    <main class="card">
      <h1>{room}</h1>
      <p role="status">{text.joining}</p>
      <button type="button" onClick={onCancel}>
        {text.cancel}
      </button>
    </main>
  );
}
