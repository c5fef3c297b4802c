/**
 * Follows the room into the state of the stage, and gives what is to be shown now.
 */
import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { PeerState, ProducerState } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { preferences } from '../preferences.ts';
import { type Item, type Scene, sceneOf } from './scene.ts';
import { seated } from './seats.ts';
import type { StageState } from './stage-state.ts';
import { useSettled } from './use-settled.ts';

/** Milliseconds that somebody has to have the floor before anything moves for them. */
const patience = 900;

export function useScene(call: Call, stage: StageState): Scene & { floor: string | null } {
  const peers = Object.values(call.state.value.peers);
  const everybody = [call.own.value, ...peers.filter(({ peerId }) => peerId !== call.peerId)];
  const people = everybody.map(peer => ({ key: peer.peerId, peer }));
  const screens = everybody.flatMap(peer => (peer.peerId === call.peerId ? [] : screenOf(peer)));
  const others = people.map(({ key }) => key).filter(key => key !== call.peerId);
  const floor = useSettled(call.dominant.value, patience);
  const speaking = call.speaking.value;
  useEffect(() => {
    stage.heard(speaking);
    return () => stage.heard(speaking); // until now
  }, [stage, speaking]);
  // Before it is painted: a screen that begins is not to be small first.
  useLayoutEffect(() => {
    stage.follow(
      people.map(({ key }) => key),
      screens.map(({ key }) => key),
    );
    stage.listen(floor, others);
  });
  const scene = sceneOf({
    ownId: call.peerId,
    people: inOrder(stage.people.value, people),
    screens: inOrder(stage.screens.value, screens),
    view: stage.view.value,
    pinned: stage.pinned.value,
    speaker: stage.speaker.value ?? others[0] ?? null,
    selfView: preferences.value.selfView,
  });
  return { ...scene, floor };
}

function screenOf(peer: PeerState): Item[] {
  const screen = producerOf(peer, 'screen');
  return screen ? [{ key: screen.producerId, peer, screen }] : [];
}

export function producerOf(peer: PeerState, source: ProducerState['source']): ProducerState | undefined {
  return Object.values(peer.producers).find(producer => producer.source === source);
}

function inOrder(seats: readonly string[], items: readonly Item[]): Item[] {
  const byKey = new Map(items.map(item => [item.key, item]));
  return seated(seats, [...byKey.keys()]).flatMap(key => byKey.get(key) ?? []);
}
