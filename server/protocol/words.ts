/**
 * The closed vocabularies of the protocol: sources, close reasons and error words, each with its number and its sentence.
 * Shared with the browser, so it must stay free of TypeBox and of anything that needs Node.
 */

/** What a producer carries. A peer has at most one producer per source. */
export const sources = ['microphone', 'camera', 'screen', 'screen-audio'] as const;
export type Source = (typeof sources)[number];

/** The media kind of a source: it follows from the source, so it is never sent by a client. */
export function kindOf(source: Source): 'audio' | 'video' {
  return source === 'microphone' || source === 'screen-audio' ? 'audio' : 'video';
}

/** What a peer can show for a moment, as a word: how it looks and what it is called is the page's to choose. */
export const reactions = ['thumbs-up', 'applause', 'heart', 'laugh', 'surprise', 'celebrate'] as const;
export type Reaction = (typeof reactions)[number];

/** How well a peer's connection carries what it sends and what it wants to receive. */
export const qualityLevels = ['good', 'fair', 'poor'] as const;

/** What keeps a connection from being good: its way up, its way down, the computer, or no path at all for the moment. */
export const qualityLimits = ['upload', 'download', 'cpu', 'interrupted'] as const;

/** What keeps a video from arriving in the layer that its tile deserves: the way to the receiver, or what the publisher sends. */
export const layerLimits = ['network', 'publisher'] as const;

/** How much of the chat a room's state keeps: messages, and characters (UTF-16 code units) of all their texts. */
export const maxChatMessages = 200;
export const maxChatLength = 65_536;

/**
 * Why a session, and with it a peer, ended. The word is the reason in the WebSocket close frame, in the log line and in the
 * `peerLeft` event; the code is the WebSocket close code (4000 to 4999 are for applications, RFC 6455 section 7.4.2).
 */
export const closeReasons = {
  left: { code: 4000, sentence: 'You left the room.' },
  timeout: { code: 4001, sentence: 'The connection was silent for too long.' },
  'media-lost': { code: 4002, sentence: 'The media server of this room failed.' },
  'slow-client': { code: 4003, sentence: 'The connection is too slow to follow the room.' },
  'protocol-error': { code: 4004, sentence: 'The client broke the protocol.' },
  shutdown: { code: 4005, sentence: 'The server is shutting down.' },
  kicked: { code: 4006, sentence: 'A moderator removed you from the room.' },
  replaced: { code: 4007, sentence: 'You joined again from somewhere else.' },
  'room-closed': { code: 4008, sentence: 'The room was closed for everybody.' },
  resumed: { code: 4009, sentence: 'The call goes on over another socket.' },
} as const;
export type CloseReason = keyof typeof closeReasons;

/** How a message over data channels travels: in order and without loss, or at once and never a second time. */
export const messageChannels = ['ordered', 'lossy'] as const;
export type MessageChannel = (typeof messageChannels)[number];

/** Why the server did not pass a message on, told to its sender. */
export const messageRefusals = {
  malformed: 'The message has no valid header, or is no valid text.',
  'too-large': 'The message is larger than the server allows.',
  'rate-limited': 'Too many messages, or too many bytes of them; try again later.',
  'no-such-peer': 'A receiver is not in the room, or takes no messages.',
  'not-permitted': 'You may not send messages here.',
} as const;
export type MessageRefusal = keyof typeof messageRefusals;

/** Why a message did not reach a receiver, told to that receiver. */
export const messageLosses = {
  'buffer-full': 'The connection is too slow for what others send: some messages did not fit any more.',
  disconnected: 'The data channel is closed: messages do not arrive any more.',
} as const;
export type MessageLoss = keyof typeof messageLosses;

/** Why a peer has another media generation: its client asked for it, or what carried the one before failed. */
export const generationCauses = ['client', 'media-lost'] as const;
export type GenerationCause = (typeof generationCauses)[number];

/** What is done to a publisher that is far too fast, the first time, the second and the third. */
export const offenceSteps = ['paused', 'removed', 'closed'] as const;
export type OffenceStep = (typeof offenceSteps)[number];

/** The ways to the media ports, in the order in which a call prefers them. */
export const mediaWays = ['udp', 'tcp', 'turn-udp', 'turn-tcp', 'turn-tls'] as const;
export type MediaWay = (typeof mediaWays)[number];

/** Of something that a connection check tried. `absent`: the server, or the computer, has none. */
export const checkOutcomes = ['works', 'fails', 'absent'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];
/** Nobody is asked for microphone and camera who does not want it. */
export const deviceOutcomes = [...checkOutcomes, 'untried'] as const;
export type DeviceOutcome = (typeof deviceOutcomes)[number];

/** What a connection check comes to, best first. Where several hold, the last of them counts. */
export const checkVerdicts = [
  'good', // everything works
  'no-microphone-or-camera',
  'relayed', // only by TCP or by a relay, but well
  'slow', // too little for pictures, or too late
  'lossy',
  'no-media', // no way to the media ports
  'no-server', // not even a socket
] as const;
export type CheckVerdict = (typeof checkVerdicts)[number];

/** Every error a request can be answered with. The word travels in `error.data.reason`, the number in `error.code`. */
export const errors = {
  'parse-error': { code: -32700, sentence: 'The frame is not a JSON text.' },
  'invalid-request': { code: -32600, sentence: 'The frame is not a JSON-RPC 2.0 request with an id.' },
  'method-not-found': { code: -32601, sentence: 'There is no method of that name.' },
  'invalid-params': {
    code: -32602,
    sentence: 'A parameter is missing, unknown, malformed or out of bounds.',
  },
  'internal-error': { code: -32603, sentence: 'The server failed; nothing was changed.' },
  'not-joined': { code: -32001, sentence: 'The method needs a joined session.' },
  'already-joined': { code: -32002, sentence: 'The session has joined a room already.' },
  'not-found': { code: -32003, sentence: 'The id is not, or no longer, one of this peer.' },
  conflict: { code: -32004, sentence: 'The id or the source is in use already.' },
  'rate-limited': { code: -32005, sentence: 'Too many requests; try again later.' },
  unsupported: { code: -32006, sentence: 'The room cannot carry media of these parameters.' },
  unavailable: { code: -32007, sentence: 'The media server cannot serve the request now; try again later.' },
  'not-permitted': { code: -32008, sentence: 'You may not do this here.' },
  'token-required': { code: -32009, sentence: 'This server lets nobody in without a token.' },
  'token-invalid': { code: -32010, sentence: 'The token is not one that this server takes.' },
  'token-expired': { code: -32011, sentence: 'The token is no longer valid.' },
  removed: { code: -32012, sentence: 'You were removed from this room.' },
  'room-not-open': { code: -32013, sentence: 'The room is not open, and you may not open it.' },
  'room-locked': { code: -32014, sentence: 'The room is locked: nobody else is let in.' },
  'room-full': { code: -32015, sentence: 'The room is full.' },
  'room-expired': { code: -32016, sentence: 'The time of this room is over.' },
  'too-early': { code: -32017, sentence: 'The room opens later.' },
  'passcode-required': { code: -32018, sentence: 'The room has a passcode.' },
  'passcode-wrong': { code: -32019, sentence: 'The passcode is wrong.' },
  refused: { code: -32020, sentence: 'A moderator did not let you in.' },
  'seat-gone': { code: -32021, sentence: 'There is no seat for this resume token, or no longer.' },
  busy: { code: -32022, sentence: 'The server carries as much as it can; try again later.' },
  draining: { code: -32023, sentence: 'The server is about to be restarted; try again later.' },
} as const;
export type ErrorReason = keyof typeof errors;
