/** What happens to rooms and peers, counted and timed from their transitions. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { closeReasons, errors, generationCauses, offenceSteps } from '../protocol/words.ts';
import type { Transition, TransitionListener, TransitionType } from '../rooms/transitions.ts';

type Of<Type extends TransitionType> = Extract<Transition, { readonly type: Type }>;

/** Seconds: half of the joins take less than 50 ms, and who waits for 10 s has given up. */
const joinBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const mediaBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30];

/**
 * Returns what is to be told of each transition. All words of a label are there from the beginning, at 0: of a counter that appears with
 * its first count, Prometheus sees no increase.
 */
export function countTransitions(registry: Registry): TransitionListener {
  const counted: { readonly [Type in TransitionType]?: (transition: Of<Type>) => void } = {
    ...timedJoins(registry),
    ...countedPeers(registry),
    ...countedRefusals(registry),
  };
  return transition =>
    (counted[transition.type] as ((transition: Transition) => void) | undefined)?.(transition);
}

function timedJoins(registry: Registry) {
  const seconds = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers: [registry] });
  const join = seconds(
    'plenum_join_seconds',
    'From the request to join to its answer, without waiting in a lobby; of those who came in.',
    joinBuckets,
  );
  const firstMedia = seconds(
    'plenum_first_media_seconds',
    'From the request to join to the first media that flow to the peer; of those for whom there were some when they came.',
    mediaBuckets,
  );
  const connect = seconds(
    'plenum_transport_connect_seconds',
    'From when a client begins to connect a transport to when ICE and DTLS are done for the first time.',
    mediaBuckets,
  );
  return {
    peerJoined: ({ took }: Of<'peerJoined'>) => join.observe(took / 1_000),
    firstMedia: ({ took, expected }: Of<'firstMedia'>) => expected && firstMedia.observe(took / 1_000),
    transportConnected: ({ took, again }: Of<'transportConnected'>) => again || connect.observe(took / 1_000),
  };
}

function countedPeers(registry: Registry) {
  const registers = [registry];
  const resumed = new Counter({
    name: 'plenum_peers_resumed_total',
    help: 'Peers that were back on another socket before their seat was given up.',
    registers,
  });
  const generations = new Counter({
    name: 'plenum_generations_total',
    help: 'Media generations after the first of a peer: because its worker was lost, or because its client asked for one.',
    labelNames: ['cause'],
    registers,
  });
  for (const cause of generationCauses) generations.inc({ cause }, 0);
  const left = new Counter({
    name: 'plenum_peers_left_total',
    help: 'Peers that have left, by the reason that is told to them.',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of Object.keys(closeReasons)) left.inc({ reason }, 0);
  const lost = new Counter({
    name: 'plenum_transports_disconnected_total',
    help: 'Transports whose path was lost, or that their client closed.',
    registers,
  });
  return {
    peerResumed: () => resumed.inc(),
    generationBegan: ({ cause }: Of<'generationBegan'>) => generations.inc({ cause }),
    peerLeft: ({ reason }: Of<'peerLeft'>) => left.inc({ reason }),
    transportDisconnected: () => lost.inc(),
  };
}

function countedRefusals(registry: Registry) {
  const registers = [registry];
  const refused = new Counter({
    name: 'plenum_joins_refused_total',
    help: 'Requests to join that were refused, by the reason that is told.',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of Object.keys(errors)) refused.inc({ reason }, 0);
  const offences = new Counter({
    name: 'plenum_offences_total',
    help: 'Publishers that sent far more than they may, by what was done: their source paused or removed, or they closed.',
    labelNames: ['step'],
    registers,
  });
  for (const step of offenceSteps) offences.inc({ step }, 0);
  return {
    joinRefused: ({ reason }: Of<'joinRefused'>) => refused.inc({ reason }),
    offended: ({ step }: Of<'offended'>) => offences.inc({ step }),
  };
}
