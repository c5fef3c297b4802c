/**
 * What is shown where: which tile is large, which are on the pages, and where your own picture is. Pure; the state of the stage and the
 * room in, tiles out.
 */
import type { PeerState, ProducerState } from '../../sdk/index.ts';
import type { SelfView, View } from './stage-state.ts';

/** A person, or a screen that one shares. */
export interface Item {
  /** The peer's id for a person, the producer's for a screen. */
  key: string;
  peer: PeerState;
  screen?: ProducerState;
}

export interface Scene {
  large: Item | null;
  /** Everything on the pages, in order. */
  small: readonly Item[];
  /** Your own picture when it floats above the others. */
  floating: Item | null;
}

export interface SceneInput {
  ownId: string;
  /** In order, yourself included. */
  people: readonly Item[];
  /** The latest is the last. */
  screens: readonly Item[];
  view: View;
  pinned: string | null;
  /** Who is large when nothing else is. */
  speaker: string | null;
  /** As chosen; undefined: what fits. */
  selfView: SelfView | undefined;
}

export function sceneOf(input: SceneInput): Scene {
  const { ownId, people, screens } = input;
  const large = largeOf(input);
  const own = people.find(({ key }) => key === ownId) ?? null;
  const placed = own === large ? 'tile' : selfPlace(input);
  const inTiles = people.filter(item => item !== own || placed === 'tile');
  return {
    large,
    small: [...screens, ...inTiles].filter(item => item !== large),
    floating: placed === 'floating' ? own : null,
  };
}

function largeOf({ people, screens, view, pinned, speaker }: SceneInput): Item | null {
  const all = [...screens, ...people];
  const chosen = all.find(({ key }) => key === pinned);
  if (chosen) return chosen;
  if (view === 'grid') return null;
  return screens.at(-1) ?? people.find(({ key }) => key === speaker) ?? null;
}

/** With one other person your picture floats above theirs, with more it is one of the tiles. */
function selfPlace({ people, screens, selfView }: SceneInput): SelfView {
  if (selfView === 'hidden') return 'hidden';
  const alone = people.length < 2 && screens.length === 0;
  if (alone) return 'tile'; // there is nothing to float above
  return selfView ?? (people.length === 2 && screens.length === 0 ? 'floating' : 'tile');
}
