/**
 * Everybody in the room, with how they are.
 */
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';
import { Panel } from './panel.tsx';

export function PeoplePanel({ call }: { call: Call }) {
  const peers = Object.values(call.state.value.peers);
  return (
    <Panel name="people" title={text.panels.people(peers.length)}>
      <ul class="people-list">
        {peers.map(({ peerId, name }) => (
          <li key={peerId}>{peerId === call.peerId ? text.you(name) : name}</li>
        ))}
      </ul>
    </Panel>
  );
}
