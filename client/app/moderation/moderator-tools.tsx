/**
 * Above the list of people, for moderators: who waits to be let in, and what concerns everybody.
 */
import type { Waiting } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { announce } from '../notices.ts';
import { focusPanel } from '../panels/panel.tsx';
import { text } from '../strings/index.ts';
import { initialOf } from '../typed-text.ts';
import { PlainList } from '../ui/plain-list.tsx';
import { runs } from './actions.ts';
import { muteAll } from './mute-all.ts';

export function ModeratorTools({ call }: { call: Call }) {
  if (!call.grant.value.moderator) return null;
  return (
    <>
      <Lobby call={call} />
      <MuteAll call={call} />
    </>
  );
}

function MuteAll({ call }: { call: Call }) {
  const others = Object.values(call.state.value.peers).filter(({ peerId }) => peerId !== call.peerId);
  const heard = others.filter(peer => runs(peer, 'microphone'));
  const mute = async () => {
    if (heard.length === 0) return;
    const done = await call.moderate(moderation => muteAll(heard, moderation));
    if (done) announce(text.moderation.allMuted);
  };
  return (
    <div class="everybody">
      <button type="button" class="act" aria-disabled={heard.length === 0} onClick={() => void mute()}>
        {text.moderation.muteAll}
      </button>
    </div>
  );
}

function Lobby({ call }: { call: Call }) {
  const waiting = call.lobby.value;
  const words = text.moderation;
  const decide = (some: readonly Waiting[], how: 'admit' | 'refuse') => {
    focusPanel();
    for (const { waitingId } of some) void call.moderate(moderation => moderation[how](waitingId));
  };
  if (waiting.length === 0) return null;
  return (
    <section class="lobby" aria-labelledby="lobby">
      <h3 id="lobby">{words.lobby}</h3>
      <PlainList>
        {waiting.map(one => (
          <li key={one.waitingId} class="person">
            <span class="initial small" aria-hidden="true">
              {initialOf(one.name)}
            </span>
            <span class="who name">{one.name}</span>
            <button
              type="button"
              class="act"
              aria-label={words.refuseName(one.name)}
              onClick={() => decide([one], 'refuse')}
            >
              {words.refuse}
            </button>
            <button
              type="button"
              class="do"
              aria-label={words.letInName(one.name)}
              onClick={() => decide([one], 'admit')}
            >
              {words.letIn}
            </button>
          </li>
        ))}
      </PlainList>
      {waiting.length > 1 && (
        <button type="button" class="act" onClick={() => decide(waiting, 'admit')}>
          {words.letAllIn}
        </button>
      )}
    </section>
  );
}
