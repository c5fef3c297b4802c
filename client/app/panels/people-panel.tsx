/**
 * Everybody in the room with how they are, raised hands first, and the address to invite others with.
 */
import { useComputed } from '@preact/signals';
import type { PeerState } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { runs } from '../moderation/actions.ts';
import { ModeratorTools } from '../moderation/moderator-tools.tsx';
import { PersonMenu } from '../moderation/person-menu.tsx';
import { QualityMark } from '../quality/quality-mark.tsx';
import { text } from '../strings/index.ts';
import { initialOf } from '../typed-text.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { PlainList } from '../ui/plain-list.tsx';
import { CopyLink, linkTo } from './copy-link.tsx';
import { peopleInOrder, placeInLine } from './hands.ts';
import { Panel } from './panel.tsx';

export function PeoplePanel({ call }: { call: Call }) {
  const state = call.state.value;
  const people = peopleInOrder(state, call.peerId);
  return (
    <Panel name="people" title={text.panels.people(people.length)}>
      <div class="invite">
        <input
          readOnly
          aria-label={text.panels.link}
          value={linkTo(state.room)}
          onFocus={event => event.currentTarget.select()}
        />
        <CopyLink room={state.room} />
      </div>
      <ModeratorTools call={call} />
      <PlainList class="people-list" aria-label={text.panels.peopleButton}>
        {people.map(peer => (
          <Person key={peer.peerId} call={call} peer={peer} place={placeInLine(state, peer.peerId)} />
        ))}
      </PlainList>
    </Panel>
  );
}

interface PersonProps {
  call: Call;
  peer: PeerState;
  /** In the line of raised hands. */
  place: number | undefined;
}

function Person({ call, peer, place }: PersonProps) {
  const { peerId, name } = peer;
  const own = peerId === call.peerId;
  const speaking = useComputed(() => call.speaking.value.has(peerId)).value;
  const muted = !runs(peer, 'microphone');
  return (
    <li class={speaking && !muted ? 'person speaking' : 'person'}>
      <span class="initial small" aria-hidden="true">
        {initialOf(name)}
      </span>
      <span class="who">
        <span class="name">{own ? text.you(name) : name}</span>
        <QualityMark call={call} peerId={peerId} />
      </span>
      {place !== undefined && (
        <span class="place">
          <Sign icon="hand" says={text.panels.handPlace(place)} />
          <span aria-hidden="true">{place}</span>
        </span>
      )}
      {peer.grant.moderator && <Sign icon="moderator" says={text.moderation.moderator} />}
      {speaking && !muted && <span class="unseen">, {text.speaking}</span>}
      {runs(peer, 'screen') && <Sign icon="screen" says={text.panels.sharing} />}
      {muted && <Sign icon="microphoneOff" says={text.microphoneOff} />}
      {!runs(peer, 'camera') && <Sign icon="cameraOff" says={text.cameraOff} />}
      {call.grant.value.moderator && <PersonMenu call={call} peer={peer} />}
    </li>
  );
}

function Sign({ icon, says }: { icon: IconName; says: string }) {
  return (
    <span class="sign" title={says}>
      <Icon name={icon} />
      <span class="unseen">, {says}</span>
    </span>
  );
}
