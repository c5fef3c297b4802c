/**
 * Reactions as they are seen: over the tile of whoever shows them, or in a corner with the name when that tile is out of sight.
 */
import { useState } from 'preact/hooks';
import type { ShownReaction } from '../panels/reaction-feed.ts';
import type { Call } from './call.ts';
import { reactionSigns } from './reaction-signs.ts';

/** Seen only: a screen reader is told of them together. */
export function TileReactions({ call, peerId }: { call: Call; peerId: string }) {
  const shown = call.reactions.shown.value.filter(each => each.peerId === peerId);
  if (shown.length === 0) return null;
  return (
    <div class="reactions" aria-hidden="true">
      {shown.map(({ id, reaction }) => (
        <span key={id} style={{ '--place': `${(id * 37) % 60}%` }}>
          {reactionSigns[reaction]}
        </span>
      ))}
    </div>
  );
}

export function FarReactions({ call }: { call: Call }) {
  return (
    <div class="far-reactions" aria-hidden="true">
      {call.reactions.shown.value.map(shown => (
        <FarReaction key={shown.id} call={call} shown={shown} />
      ))}
    </div>
  );
}

function FarReaction({ call, shown: { peerId, reaction } }: { call: Call; shown: ShownReaction }) {
  const [far] = useState(() => !hasTile(peerId));
  if (!far) return null;
  return (
    <span>
      {reactionSigns[reaction]} <span class="name">{call.nameOf(peerId)}</span>
    </span>
  );
}

function hasTile(peerId: string): boolean {
  const tiles = document.querySelectorAll<HTMLElement>('.tile[data-source=camera]:not(.away)');
  return [...tiles].some(({ dataset }) => dataset.peer === peerId);
}
