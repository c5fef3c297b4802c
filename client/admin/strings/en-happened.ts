/**
 * What happened, in English: one sentence for each kind of entry. `name` turns a peer id into a name; `span` milliseconds into words.
 */
import type { TimelineEntry } from '#protocol/timeline.ts';
import { type CloseReason, errors, type Source } from '#protocol/words.ts';

export interface Told {
  name(peerId: string): string;
  span(milliseconds: number): string;
  reason(reason: CloseReason): string;
}

export type Happened = {
  [T in TimelineEntry['type']]: (entry: Extract<TimelineEntry, { type: T }>, told: Told) => string;
};

const sources: Record<Source, string> = {
  microphone: 'the microphone',
  camera: 'the camera',
  screen: 'the screen',
  'screen-audio': 'the sound of the screen',
};
const limits = {
  upload: 'upload is slow',
  download: 'download is slow',
  cpu: 'computer is busy',
  interrupted: 'no path at the moment',
  network: 'their connection carries no more',
  publisher: 'no more is sent by the other side',
};
const steps = {
  paused: 'it was switched off',
  removed: 'it was stopped',
  closed: 'they were sent away',
};
const ways = { send: 'what they send', recv: 'what they receive' };

export const happened: Happened = {
  roomOpened: () => 'The room opened.',
  roomClosed: ({ reason, lasted }, { span, reason: why }) =>
    `The room closed after ${span(lasted)}: ${reason === 'empty' ? 'nobody was left' : why(reason)}.`,
  mediaLost: () => 'The media worker of the room failed.',
  mediaRenewed: ({ took }, { span }) => `The room has media again, after ${span(took)}.`,
  joinRefused: ({ name, reason }) => `${name ?? 'Somebody'} was not let in: ${errors[reason].sentence}`,
  peerJoined: ({ took, peers }, { span }) => `Joined within ${span(took)}; ${peers} inside then.`,
  peerSuspended: ({ reason }, { reason: why }) =>
    `Lost the connection for messages (${why(reason)}); media may flow on.`,
  peerResumed: ({ away }, { span }) => `Came back after ${span(away)}.`,
  peerLeft: ({ reason, stayed }, { span, reason: why }) => `Is gone after ${span(stayed)}: ${why(reason)}.`,
  generationBegan: ({ generation, cause }) =>
    `Media were built anew (generation ${generation}): ${cause === 'client' ? 'their program asked for it' : 'what carried them had failed'}.`,
  transportConnected: ({ direction, protocol, took, again }, { span }) =>
    `Connected ${again ? 'again ' : ''}${ways[direction]} by ${protocol.toUpperCase()}, within ${span(took)}.`,
  transportDisconnected: ({ direction }) => `Lost the path of ${ways[direction]}.`,
  firstMedia: ({ took, expected }, { span }) =>
    expected ? `First media flowed ${span(took)} after asking to join.` : 'First media flowed.',
  producerAdded: ({ source, codec }) => `Began to send ${sources[source]} (${codec}).`,
  producerPaused: ({ source, by }, { name }) =>
    `Switched off: ${sources[source]}, by ${by === null ? 'an administrator or the server' : name(by)}.`,
  producerResumed: ({ source }) => `Switched on: ${sources[source]}.`,
  producerRemoved: ({ source }) => `Stopped sending ${sources[source]}.`,
  qualityChanged: ({ level, limit }) =>
    `Connection is ${level}${limit === null ? '' : `: ${limits[limit]}`}.`,
  layersChanged: ({ from, source, layers, limit }, { name }) => {
    const what = `${sources[source]} of ${name(from)}`;
    const sent = layers ? `Gets layer ${layers.spatial + 1} of ${what}` : `Gets nothing of ${what}`;
    return `${sent}${limit === null ? '' : `: ${limits[limit]}`}.`;
  },
  offended: ({ step, source, kbps, allowed }) =>
    `Sent ${kbps} kbit/s of ${sources[source]}, where ${allowed} are allowed: ${steps[step]}.`,
};
