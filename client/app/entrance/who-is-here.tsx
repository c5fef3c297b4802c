/**
 * Who is in the room already, and what will happen to those who join now.
 */
import { useEffect } from 'preact/hooks';
import type { RoomPreview } from '../../sdk/index.ts';
import { CheckLink } from '../check/check-link.tsx';
import { spokenMoment } from '../moments.ts';
import { text } from '../strings/index.ts';
import { outOfReach, seenRefusal, seenRoom, watchRoom } from './seen-room.ts';

/** More names than this are not read by anyone. */
const named = 3;

export function WhoIsHere({ room }: { room: string }) {
  useEffect(() => watchRoom(room), [room]);
  const seen = seenRoom.value;
  const refusal = seenRefusal.value;
  // That there are too many questions is no news for somebody who asked none.
  const why = refusal === 'rate-limited' ? undefined : refusal && text.entrance.refusals[refusal];
  return (
    <>
      <p class="here" role="status">
        {seen && !why && [sentenceOf(seen), ...expectations(seen)].join(' ')}
      </p>
      {why && <p role="alert">{why}</p>}
      {outOfReach.value && (
        <p role="alert">
          {text.network.noAnswer} <CheckLink room={room} />
        </p>
      )}
    </>
  );
}

function sentenceOf({ count, names }: RoomPreview): string {
  if (count === 0) return text.entrance.nobody;
  const shown = names.slice(0, named);
  return text.entrance.present(shown, count - shown.length);
}

function expectations({ locked, lobby, notBefore }: RoomPreview): string[] {
  if (notBefore !== null) return [text.entrance.opensAt(spokenMoment(notBefore))];
  if (locked) return [text.entrance.locked];
  return lobby ? [text.entrance.lobby] : [];
}
