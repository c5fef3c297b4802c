/**
 * Who is in the room already, asked again now and then while somebody looks at it.
 */
import { useEffect, useState } from 'preact/hooks';
import { Room, type RoomPreview } from '../../sdk/index.ts';
import { socketUrl } from '../socket-url.ts';
import { text } from '../strings/index.ts';

const askedEvery = 5_000; // ms
/** More names than this are not read by anyone. */
const named = 3;

export function WhoIsHere({ room }: { room: string }) {
  const [seen, setSeen] = useState<RoomPreview>();
  useEffect(() => watchRoom(room, setSeen), [room]);
  return (
    <p class="here" role="status">
      {seen && sentenceOf(seen)}
    </p>
  );
}

function sentenceOf({ count, names }: RoomPreview): string {
  if (count === 0) return text.entrance.nobody;
  const shown = names.slice(0, named);
  return text.entrance.present(shown, count - shown.length);
}

/** Asks at once and then again, but not while the page is hidden; the next time when the last was answered. */
function watchRoom(room: string, onSeen: (seen: RoomPreview) => void): () => void {
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  const ask = async () => {
    clearTimeout(timer);
    if (asking || document.hidden) return;
    asking = true;
    try {
      const seen = await Room.preview({ url: socketUrl(), room });
      if (!ended) onSeen(seen);
    } catch {
      // Joining will tell what is wrong.
    }
    asking = false;
    if (!ended) timer = setTimeout(askNow, askedEvery);
  };
  const askNow = () => void ask();
  document.addEventListener('visibilitychange', askNow);
  askNow();
  return () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', askNow);
  };
}
