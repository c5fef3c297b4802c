/**
 * The settings that are limits: what one session is allowed, and what the server bears as a whole. Their defaults are in limits.ts.
 */
import { numberSetting, type Values } from './config-setting.ts';
import { type EdgeLimits, limits, usualEdgeLimits } from './limits.ts';
import { maxChatText } from './protocol/shapes.ts';
import type { Limits } from './protocol/signals.ts';
import { sources } from './protocol/words.ts';

const { data } = limits;
const edge = usualEdgeLimits;

const KiB = 1024;
const MiB = 1024 * KiB;
/** What a limit may be that counts things; the lowest still lets everything through, one at a time. */
const count = [1, 1_000_000] as const;
const seconds = [1, 3_600] as const;
const kbps = [8, 1_000_000] as const;

export const limitSettings = {
  JOIN_SECONDS: numberSetting('A socket that has not joined by then is closed.', limits.joinSeconds, [1, 60]),
  MESSAGE_BYTES: numberSetting(
    'Longest message that a client may send on its socket, in bytes.',
    limits.messageBytes,
    [16 * KiB, 4 * MiB],
  ),
  // The costliest request takes six.
  REQUEST_BURST: numberSetting(
    'A session may make so many requests at once; those that create something count as several.',
    limits.requestTokens,
    [6, 1_000_000],
  ),
  REQUESTS_PER_SECOND: numberSetting('And so many more each second.', limits.requestTokensPerSecond, count),
  CHAT_BYTES: numberSetting('Longest chat message, in bytes of UTF-8.', limits.chatBytes, [
    1,
    4 * maxChatText,
  ]),
  CHAT_BURST: numberSetting('A peer may send so many chat messages at once.', limits.chatMessages, count),
  CHAT_PER_SECOND: numberSetting('And so many more each second.', limits.chatMessagesPerSecond, count),
  MAX_PRODUCERS: numberSetting('Sources that a peer may publish at once.', limits.producersPerPeer, [
    1,
    sources.length,
  ]),
  MAX_AUDIO_KBPS: numberSetting(
    'What one source of sound may send, in kbit/s. Who sends far more is paused, then stopped, then closed.',
    limits.audioKbps,
    kbps,
  ),
  MAX_VIDEO_KBPS: numberSetting(
    'The same for a camera or a screen, all its layers together.',
    limits.videoKbps,
    kbps,
  ),
  DATA_MESSAGE_BYTES: numberSetting(
    'Longest message over a data channel, in bytes, its header not included.',
    data.messageBytes,
    [1, 64 * KiB],
  ),
  DATA_MESSAGES: numberSetting(
    'A peer may send so many messages over data channels at once.',
    data.messages,
    count,
  ),
  DATA_MESSAGES_PER_SECOND: numberSetting('And so many more each second.', data.messagesPerSecond, count),
  DATA_BYTES: numberSetting('And so many bytes of them at once.', data.bytes, [1, 1024 * MiB]),
  DATA_BYTES_PER_SECOND: numberSetting('And so many more bytes each second.', data.bytesPerSecond, [
    1,
    1024 * MiB,
  ]),
  UNREAD_DROP_BYTES: numberSetting(
    'A client that has not read so many bytes gets no more signals that it can do without.',
    edge.unreadDropBytes,
    [KiB, 1024 * MiB],
  ),
  UNREAD_CLOSE_BYTES: numberSetting(
    'The socket of one that has not read so many is closed.',
    edge.unreadCloseBytes,
    [KiB, 1024 * MiB],
  ),
  PING_SECONDS: numberSetting('Between two pings on a socket.', edge.pingSeconds, seconds),
  SILENCE_SECONDS: numberSetting(
    'A socket from which nothing came for so long is closed.',
    edge.silenceSeconds,
    seconds,
  ),
  SEAT_SECONDS: numberSetting(
    'How long the seat of somebody whose socket is lost is kept: they come back to the call as if nothing had been.',
    edge.seatSeconds,
    seconds,
  ),
  EMPTY_ROOM_SECONDS: numberSetting('How long an empty room is kept.', edge.emptyRoomSeconds, [1, 86_400]),
  JOINS_PER_SECOND: numberSetting(
    'Joins each second from one address of the network.',
    edge.joinsPerSecond,
    count,
  ),
  JOIN_BURST: numberSetting('So many at once are borne.', edge.joinBurst, count),
  SOCKETS_PER_ADDRESS: numberSetting(
    'Open sockets from one address of the network.',
    edge.socketsPerAddress,
    count,
  ),
  PASSCODE_TRIES: numberSetting('Wrong passcodes at once from one address.', edge.passcodeTries, count),
  PASSCODE_SECONDS: numberSetting(
    'One more try is given back each time so many seconds have passed.',
    edge.passcodeSeconds,
    seconds,
  ),
  PROBE_BURST: numberSetting(
    'Ways that connection checks may try at once from one address; a check takes three, and one for each of TURN_URLS.',
    edge.probeBurst,
    count,
  ),
  PROBE_SECONDS: numberSetting(
    'One more is given back each time so many seconds have passed.',
    edge.probeSeconds,
    seconds,
  ),
  REPORT_BURST: numberSetting(
    'Reports of connection checks at once from one address.',
    edge.reportBurst,
    count,
  ),
  REPORT_SECONDS: numberSetting(
    'One more is given back each time so many seconds have passed.',
    edge.reportSeconds,
    seconds,
  ),
  MAX_PROBES: numberSetting('Ways that connection checks try at the same time.', edge.maxProbes, count),
  HTTP_REQUESTS_PER_MINUTE: numberSetting(
    'Requests of the page and its files each minute from one address.',
    edge.httpRequestsPerMinute,
    count,
  ),
  API_REQUESTS_PER_MINUTE: numberSetting(
    'Requests of the HTTP API each minute from one address.',
    edge.apiRequestsPerMinute,
    count,
  ),
  MAX_ROOMS: numberSetting('Rooms at the same time.', edge.maxRooms, count),
  MAX_PEERS: numberSetting('Peers of one room at the same time.', edge.maxPeers, [1, 10_000]),
  MAX_WORKER_CPU: numberSetting(
    'Percent of a processor core: while a media worker uses more, nobody else comes into its rooms.',
    edge.maxWorkerCpu,
    [1, 1_000],
  ),
  MAX_LOOP_DELAY: numberSetting(
    'Milliseconds: while the server itself answers later than that, nobody else is let in.',
    edge.maxLoopDelay,
    [1, 60_000],
  ),
};

type LimitValues = Values<typeof limitSettings>;

export function sessionLimits(values: LimitValues): Limits {
  return {
    messageBytes: values.MESSAGE_BYTES,
    joinSeconds: values.JOIN_SECONDS,
    requestTokens: values.REQUEST_BURST,
    requestTokensPerSecond: values.REQUESTS_PER_SECOND,
    producersPerPeer: values.MAX_PRODUCERS,
    audioKbps: values.MAX_AUDIO_KBPS,
    videoKbps: values.MAX_VIDEO_KBPS,
    chatBytes: values.CHAT_BYTES,
    chatMessages: values.CHAT_BURST,
    chatMessagesPerSecond: values.CHAT_PER_SECOND,
    data: {
      messageBytes: values.DATA_MESSAGE_BYTES,
      messages: values.DATA_MESSAGES,
      messagesPerSecond: values.DATA_MESSAGES_PER_SECOND,
      bytes: values.DATA_BYTES,
      bytesPerSecond: values.DATA_BYTES_PER_SECOND,
    },
  };
}

export function edgeLimits(values: LimitValues): EdgeLimits {
  return {
    unreadDropBytes: values.UNREAD_DROP_BYTES,
    unreadCloseBytes: values.UNREAD_CLOSE_BYTES,
    pingSeconds: values.PING_SECONDS,
    silenceSeconds: values.SILENCE_SECONDS,
    seatSeconds: values.SEAT_SECONDS,
    emptyRoomSeconds: values.EMPTY_ROOM_SECONDS,
    joinBurst: values.JOIN_BURST,
    joinsPerSecond: values.JOINS_PER_SECOND,
    socketsPerAddress: values.SOCKETS_PER_ADDRESS,
    passcodeTries: values.PASSCODE_TRIES,
    passcodeSeconds: values.PASSCODE_SECONDS,
    probeBurst: values.PROBE_BURST,
    probeSeconds: values.PROBE_SECONDS,
    reportBurst: values.REPORT_BURST,
    reportSeconds: values.REPORT_SECONDS,
    maxProbes: values.MAX_PROBES,
    httpRequestsPerMinute: values.HTTP_REQUESTS_PER_MINUTE,
    apiRequestsPerMinute: values.API_REQUESTS_PER_MINUTE,
    maxRooms: values.MAX_ROOMS,
    maxPeers: values.MAX_PEERS,
    maxWorkerCpu: values.MAX_WORKER_CPU,
    maxLoopDelay: values.MAX_LOOP_DELAY,
  };
}

/** Limits that would make one another pointless, or the server useless. */
export function limitConflicts(values: LimitValues): string[] {
  const pairs: [keyof LimitValues, keyof LimitValues][] = [
    ['UNREAD_DROP_BYTES', 'UNREAD_CLOSE_BYTES'],
    ['PING_SECONDS', 'SILENCE_SECONDS'],
    ['CHAT_BYTES', 'MESSAGE_BYTES'],
    ['DATA_MESSAGE_BYTES', 'DATA_BYTES'],
  ];
  return pairs
    .filter(([less, more]) => values[less] > values[more])
    .map(([less, more]) => `${less} ${values[less]} must not be more than ${more} ${values[more]}.`);
}
