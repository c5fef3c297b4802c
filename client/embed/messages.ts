/**
 * What the page in a frame and the page around it say to each other by `postMessage`: one closed vocabulary, version 1, read with the
 * same care on both sides. Shared by the element and the framed page; knows neither. Documented in client/embed/README.md.
 */

/** In every message, as the value of `plenum`: another one is not for us. */
const version = 1;
/** Characters: no text in a message is longer. */
const maxText = 65_536;
const maxPeers = 1_000;

interface EmbeddedPeer {
  peerId: string;
  name: string;
}

interface Kinds {
  flag: boolean;
  text: string;
  'text or nothing': string | null;
  number: number;
  peers: EmbeddedPeer[];
}
type Fields = Readonly<Record<string, keyof Kinds>>;
type Values<F extends Fields> = { [K in keyof F]: Kinds[F[K]] };

/** From the page in the frame. */
const events = {
  /** The page listens, and waits for `hello`. */
  ready: {},
  joined: { room: 'text', peerId: 'text', name: 'text', peers: 'peers' },
  left: { reason: 'text', sentence: 'text' },
  'peer-joined': { peerId: 'text', name: 'text' },
  'peer-left': { peerId: 'text', name: 'text', reason: 'text' },
  chat: { messageId: 'text', peerId: 'text', name: 'text', text: 'text', at: 'number', own: 'flag' },
  microphone: { on: 'flag' },
  camera: { on: 'flag' },
  screen: { on: 'flag' },
  hand: { raised: 'flag' },
  error: { reason: 'text', sentence: 'text' },
} as const satisfies Record<string, Fields>;

/** From the page around the frame. Each is answered with a reply of the same `id`. */
const commands = {
  /** The first one: from then on the framed page talks to the origin that said it, and to no other. */
  hello: { token: 'text or nothing' },
  join: { name: 'text or nothing' },
  leave: {},
  setMicrophone: { on: 'flag' },
  setCamera: { on: 'flag' },
  setScreen: { on: 'flag' },
  setHand: { raised: 'flag' },
  sendChat: { text: 'text' },
} as const satisfies Record<string, Fields>;

export type EventWord = keyof typeof events;
export type EventDetail<W extends EventWord> = Values<(typeof events)[W]>;
export type EmbedEvent = { [W in EventWord]: { event: W; detail: EventDetail<W> } }[EventWord];

type CommandWord = keyof typeof commands;
type CommandFields<W extends CommandWord> = Values<(typeof commands)[W]>;
export type Command = { [W in CommandWord]: { command: W; fields: CommandFields<W> } }[CommandWord];
export type NumberedCommand = Command & { id: number };

/** Why a command was not obeyed, as a word for programs and a sentence for people. */
export interface Refusal {
  reason: string;
  sentence: string;
}
export interface Reply {
  reply: number;
  refusal: Refusal | null;
}

export function eventMessage({ event, detail }: EmbedEvent): Record<string, unknown> {
  return { ...detail, plenum: version, event };
}

export function commandMessage({ command, fields }: Command, id: number): Record<string, unknown> {
  return { ...fields, plenum: version, command, id };
}

export function replyMessage({ reply, refusal }: Reply): Record<string, unknown> {
  return { plenum: version, reply, refusal };
}

/** The event in what was received; undefined when it is anything else. Fields that are not known are left out. */
export function readEvent(data: unknown): EmbedEvent | undefined {
  if (!isOurs(data)) return undefined;
  const word = wordIn(events, data.event);
  const detail = word && valuesIn(events[word], data);
  return detail && ({ event: word, detail } as EmbedEvent);
}

/** The command in what was received; undefined when it is anything else. */
export function readCommand(data: unknown): NumberedCommand | undefined {
  if (!isOurs(data) || !Number.isSafeInteger(data.id)) return undefined;
  const word = wordIn(commands, data.command);
  const fields = word && valuesIn(commands[word], data);
  return fields && ({ command: word, fields, id: data.id } as NumberedCommand);
}

/** The id of a command that is none of ours, or lacks a field: whoever sent it waits for an answer. Undefined for anything else. */
export function readUnknownCommand(data: unknown): number | undefined {
  if (!isOurs(data) || typeof data.command !== 'string' || !Number.isSafeInteger(data.id)) return undefined;
  return readCommand(data) ? undefined : (data.id as number);
}

/** The reply in what was received; undefined when it is anything else. */
export function readReply(data: unknown): Reply | undefined {
  if (!isOurs(data) || !Number.isSafeInteger(data.reply)) return undefined;
  const reply = data.reply as number;
  if (data.refusal === null) return { reply, refusal: null };
  const refusal = isObject(data.refusal) && valuesIn({ reason: 'text', sentence: 'text' }, data.refusal);
  return refusal ? { reply, refusal } : undefined;
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null;
}

function isOurs(data: unknown): data is Record<string, unknown> {
  return isObject(data) && data.plenum === version;
}

function wordIn<T extends Record<string, Fields>>(table: T, word: unknown): (keyof T & string) | undefined {
  return typeof word === 'string' && Object.hasOwn(table, word) ? word : undefined;
}

function valuesIn<F extends Fields>(fields: F, data: Record<string, unknown>): Values<F> | undefined {
  const values: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(fields)) {
    // A field that may be nothing may be left out.
    const value = data[name] ?? (kind === 'text or nothing' ? null : undefined);
    if (!readers[kind](value)) return undefined;
    values[name] = value;
  }
  return values as Values<F>;
}

const isText = (value: unknown) => typeof value === 'string' && value.length <= maxText;
const isPeer = (value: unknown) => isObject(value) && isText(value.peerId) && isText(value.name);

const readers: Record<keyof Kinds, (value: unknown) => boolean> = {
  flag: value => typeof value === 'boolean',
  text: isText,
  'text or nothing': value => value === null || isText(value),
  number: value => typeof value === 'number' && Number.isFinite(value),
  peers: value => Array.isArray(value) && value.length <= maxPeers && value.every(isPeer),
};
