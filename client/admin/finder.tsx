/** What is looked for, and the rooms that there are. */
import { PlainList } from '../app/ui/plain-list.tsx';
import { ask } from './ask.ts';
import { Standing } from './failure.tsx';
import { Link } from './link.tsx';
import { goTo, place } from './place.ts';
import { words } from './strings/index.ts';
import { useWatch } from './use-watch.ts';

export function Finder() {
  const { finder } = words.value;
  const { room, find = '' } = place.value;
  // From a room one can go back to it; from letter to letter nobody wants to.
  const look = (typed: string) => goTo(typed === '' ? {} : { find: typed }, room === undefined);
  return (
    <nav class="finder" aria-label={finder.rooms}>
      <search>
        <label class="unseen" for="find">
          {finder.find}
        </label>
        <input
          id="find"
          type="search"
          placeholder={finder.find}
          maxLength={128}
          value={find}
          onInput={event => look(event.currentTarget.value)}
        />
      </search>
      <h2>{finder.rooms}</h2>
      <Rooms find={find} />
    </nav>
  );
}

function Rooms({ find }: { find: string }) {
  const { finder } = words.value;
  const watched = useWatch('rooms', () => ask('listRooms', {}));
  const { value } = watched;
  if (!value) return <Standing {...watched} />;
  const part = find.normalize('NFC').toLocaleLowerCase();
  const rooms = value.rooms.filter(({ room, settings }) =>
    [room, settings.title ?? ''].some(name => name.toLocaleLowerCase().includes(part)),
  );
  if (rooms.length === 0) return <p class="quiet">{find === '' ? finder.noRooms : finder.noneFound}</p>;
  return (
    <PlainList class="rooms">
      {rooms.map(({ room, roomId, peers, waiting, settings }) => (
        <li key={room}>
          <Link to={{ room, ...(find && { find }) }} current={place.value.room === room}>
            <span>{settings.title ?? room}</span>
            <small>{roomId === null ? finder.notOpen : finder.people(peers, waiting)}</small>
          </Link>
        </li>
      ))}
    </PlainList>
  );
}
