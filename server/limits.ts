/** The usual limits: what the server allows one session, as `hello` says it, and what it bears as a whole. Settings change them. */
import type { Limits } from './protocol/signals.ts';
import { sources } from './protocol/words.ts';

export const limits: Limits = {
  messageBytes: 64 * 1024,
  joinSeconds: 5,
  requestTokens: 120,
  requestTokensPerSecond: 30,
  producersPerPeer: sources.length,
  audioKbps: 510,
  videoKbps: 4_000,
  chatBytes: 4 * 1024,
  chatMessages: 10,
  chatMessagesPerSecond: 2,
  data: {
    messageBytes: 64 * 1024,
    messages: 1_000,
    messagesPerSecond: 200,
    bytes: 4 * 1024 * 1024,
    bytesPerSecond: 256 * 1024,
  },
};

/** What no client needs to know beforehand: it learns of it by an error or a close. */
export interface EdgeLimits {
  /** Bytes that a client has not read: from then on it gets no droppable signals. */
  unreadDropBytes: number;
  /** Bytes that a client has not read: then its socket is closed, reason `slow-client`. */
  unreadCloseBytes: number;
  /** Between two pings on a socket. */
  pingSeconds: number;
  /** A socket from which nothing came for so long is closed, reason `timeout`. */
  silenceSeconds: number;
  /** How long a peer stays whose socket is lost. */
  seatSeconds: number;
  /** How long an empty room is kept. */
  emptyRoomSeconds: number;
  /** Joins per address: so many at once are borne, */
  joinBurst: number;
  /** and so many more each second. */
  joinsPerSecond: number;
  socketsPerAddress: number;
  /** Wrong passcodes per address: so many at once, */
  passcodeTries: number;
  /** and one more each time so many seconds have passed. */
  passcodeSeconds: number;
  /** Probes of connection checks per address: so many at once, */
  probeBurst: number;
  /** and one more each time so many seconds have passed. */
  probeSeconds: number;
  /** Reports of connection checks per address, in the same way. */
  reportBurst: number;
  reportSeconds: number;
  /** Probes of all addresses at the same time. */
  maxProbes: number;
  /** Requests to HTTP routes other than the API, per address. */
  httpRequestsPerMinute: number;
  apiRequestsPerMinute: number;
  maxRooms: number;
  /** Peers of one room, whatever its settings say. */
  maxPeers: number;
  /** Percent of a processor core: a worker that uses more gets nobody else. */
  maxWorkerCpu: number;
  /** Milliseconds: while the server is later than that, nobody else is let in. */
  maxLoopDelay: number;
}

export const usualEdgeLimits: EdgeLimits = {
  unreadDropBytes: 256 * 1024,
  unreadCloseBytes: 1024 * 1024,
  pingSeconds: 5,
  silenceSeconds: 15,
  seatSeconds: 30,
  emptyRoomSeconds: 60,
  joinBurst: 20,
  joinsPerSecond: 10,
  socketsPerAddress: 50,
  passcodeTries: 5,
  passcodeSeconds: 10,
  probeBurst: 24,
  probeSeconds: 3,
  reportBurst: 5,
  reportSeconds: 20,
  maxProbes: 200,
  httpRequestsPerMinute: 600,
  apiRequestsPerMinute: 600,
  maxRooms: 10_000,
  maxPeers: 500,
  maxWorkerCpu: 80,
  maxLoopDelay: 100,
};
