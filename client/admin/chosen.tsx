/** What of the house is looked at: everybody, one room, or one person. */
import { Everybody } from './everybody.tsx';
import { Link } from './link.tsx';
import { PersonView } from './person-view.tsx';
import { place } from './place.ts';
import { RoomView } from './room-view.tsx';
import { words } from './strings/index.ts';

export function Chosen() {
  const { room, peerId, find } = place.value;
  const back = find ? { find } : {};
  if (room === undefined) return <Everybody find={find} />;
  return (
    <>
      <p class="back">
        <Link to={back}>{words.value.room.all}</Link>
      </p>
      {peerId === undefined ? (
        <RoomView key={room} room={room} />
      ) : (
        <PersonView key={peerId} room={room} peerId={peerId} />
      )}
    </>
  );
}
