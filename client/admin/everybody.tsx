/** Who is, or was lately, in any room; of those who are looked for only these. */
import { ask } from './ask.ts';
import { Standing } from './failure.tsx';
import { PeopleList } from './people-list.tsx';
import { words } from './strings/index.ts';
import { useWatch } from './use-watch.ts';

export function Everybody({ find }: { find: string | undefined }) {
  const { people } = words.value;
  const watched = useWatch(`people ${find ?? ''}`, () =>
    ask('findPeers', { query: find ? { name: find } : {} }),
  );
  const { value } = watched;
  return (
    <section>
      <h2>{find ? people.found(find) : people.heading}</h2>
      <Standing {...watched} />
      {value && value.peers.length === 0 && <p class="quiet">{find ? people.nobodyFound : people.nobody}</p>}
      {value && <PeopleList people={value.peers} withRoom />}
      {value?.more && <p class="quiet">{people.more}</p>}
    </section>
  );
}
