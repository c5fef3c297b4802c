/**
 * What the page around this one is told of a call: who is there, what is said, what this person has on. Obeys nothing.
 */
import { effect } from '@preact/signals';
import type { EmbedEvent, Refusal } from '../../embed/messages.ts';
import type { CaptureProblem, PeerState, RoomState } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';
import type { Consent, Device } from './consent.ts';

/** Until the returned function is called. */
export function reportCall(call: Call, consent: Consent, tell: (event: EmbedEvent) => void): () => void {
  reportJoined(call, tell);
  const ends = [...reportOthers(call, tell), ...reportOwn(call, consent, tell)];
  return () => {
    for (const end of ends) end();
  };
}

function reportJoined(call: Call, tell: (event: EmbedEvent) => void): void {
  const { room, peerId } = call;
  const others = Object.values(room.state.peers).filter(peer => peer.peerId !== peerId);
  const peers = others.map(({ peerId, name }) => ({ peerId, name }));
  tell({ event: 'joined', detail: { room: room.state.room, peerId, name: call.nameOf(peerId), peers } });
}

function reportOthers(call: Call, tell: (event: EmbedEvent) => void): (() => void)[] {
  const { room } = call;
  let names = new Map(Object.values(room.state.peers).map(nameOf));
  return [
    // Told before the state that follows, which says who is there.
    room.on('rejoined', () => {
      names = new Map(Object.values(room.state.peers).map(nameOf));
      reportJoined(call, tell);
    }),
    room.on('peerJoined', ({ peer }) => {
      names.set(peer.peerId, peer.name);
      tell({ event: 'peer-joined', detail: { peerId: peer.peerId, name: peer.name } });
    }),
    room.on('peerLeft', ({ peerId, reason }) => {
      tell({ event: 'peer-left', detail: { peerId, name: names.get(peerId) ?? '', reason } });
      names.delete(peerId);
    }),
    room.on('chatSent', ({ messageId, peerId, text, at }) => {
      const own = peerId === room.peerId;
      tell({ event: 'chat', detail: { messageId, peerId, name: names.get(peerId) ?? '', text, at, own } });
    }),
  ];
}

function reportOwn(call: Call, consent: Consent, tell: (event: EmbedEvent) => void): (() => void)[] {
  const devices = (['microphone', 'camera'] as const).map(device =>
    onChange(
      () => call.media[device].value.on,
      on => {
        consent.observe(device, on);
        tell({ event: device, detail: { on } });
      },
    ),
  );
  const screen = onChange(
    () => call.media.screen.value.on,
    on => tell({ event: 'screen', detail: { on } }),
  );
  const hand = onChange(
    () => handOf(call.state.value, call.peerId),
    raised => tell({ event: 'hand', detail: { raised } }),
  );
  return [...devices, screen, hand, reportProblems(call, tell)];
}

function reportProblems(call: Call, tell: (event: EmbedEvent) => void): () => void {
  const told: { [D in Device]?: CaptureProblem | undefined } = {};
  return effect(() => {
    for (const device of ['microphone', 'camera'] as const) {
      const problem = call.media.problems.value[device];
      if (problem && problem !== told[device])
        tell({ event: 'error', detail: captureFailure(device, problem) });
      told[device] = problem;
    }
  });
}

/** The word says which device and what is wrong with it, such as `camera-in-use`. */
export function captureFailure(source: Device | 'screen', problem: CaptureProblem): Refusal {
  return { reason: `${source}-${problem}`, sentence: text.capture[source][problem] };
}

/** At once, and whenever it is another. */
function onChange(read: () => boolean, report: (value: boolean) => void): () => void {
  let last: boolean | undefined;
  return effect(() => {
    const value = read();
    if (value === last) return;
    last = value;
    report(value);
  });
}

function handOf({ peers }: RoomState, peerId: string): boolean {
  return (peers[peerId]?.handRaisedAt ?? null) !== null;
}

function nameOf({ peerId, name }: PeerState): [string, string] {
  return [peerId, name];
}
