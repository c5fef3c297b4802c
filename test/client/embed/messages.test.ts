import { expect, test } from 'vitest';
import {
  type Command,
  commandMessage,
  type EmbedEvent,
  eventMessage,
  readCommand,
  readEvent,
  readReply,
  replyMessage,
} from '../../../client/embed/messages.ts';

const events: EmbedEvent[] = [
  { event: 'ready', detail: {} },
  {
    event: 'joined',
    detail: { room: 'blue', peerId: 'a', name: 'Ann', peers: [{ peerId: 'b', name: 'Ben' }] },
  },
  { event: 'left', detail: { reason: 'timeout', sentence: 'The connection was silent for too long.' } },
  { event: 'peer-joined', detail: { peerId: 'b', name: 'Ben' } },
  { event: 'peer-left', detail: { peerId: 'b', name: 'Ben', reason: 'left' } },
  { event: 'chat', detail: { messageId: 'm', peerId: 'b', name: 'Ben', text: 'hi', at: 1, own: false } },
  { event: 'microphone', detail: { on: true } },
  { event: 'camera', detail: { on: false } },
  { event: 'screen', detail: { on: false } },
  { event: 'hand', detail: { raised: true } },
  { event: 'error', detail: { reason: 'refused', sentence: 'No.' } },
];

test.each(events)('event $event is read as it was written', event => {
  expect(readEvent(structuredClone(eventMessage(event)))).toEqual(event);
});

const commands: Command[] = [
  { command: 'hello', fields: { token: 'secret' } },
  { command: 'join', fields: { name: null } },
  { command: 'leave', fields: {} },
  { command: 'setMicrophone', fields: { on: true } },
  { command: 'setCamera', fields: { on: false } },
  { command: 'setScreen', fields: { on: true } },
  { command: 'setHand', fields: { raised: true } },
  { command: 'sendChat', fields: { text: 'hi' } },
];

test.each(commands)('command $command is read as it was written', command => {
  expect(readCommand(structuredClone(commandMessage(command, 7)))).toEqual({ ...command, id: 7 });
});

test('replies are read as they were written', () => {
  const refusal = { reason: 'not-joined', sentence: 'Not in a call.' };
  expect(readReply(replyMessage({ reply: 1, refusal: null }))).toEqual({ reply: 1, refusal: null });
  expect(readReply(replyMessage({ reply: 1, refusal }))).toEqual({ reply: 1, refusal });
});

test('what may be nothing may be left out, and what is not known is left behind', () => {
  expect(readCommand({ plenum: 1, command: 'hello', id: 1, extra: {} })).toEqual({
    command: 'hello',
    fields: { token: null },
    id: 1,
  });
});

const bad: unknown[] = [
  null,
  'setMicrophone',
  [],
  {},
  { command: 'leave', id: 1 },
  { plenum: 2, command: 'leave', id: 1 },
  { plenum: 1, command: 'leave' },
  { plenum: 1, command: 'leave', id: '1' },
  { plenum: 1, command: 'toString', id: 1 },
  { plenum: 1, command: '__proto__', id: 1 },
  { plenum: 1, command: ['leave'], id: 1 },
  { plenum: 1, command: 'setMicrophone', id: 1 },
  { plenum: 1, command: 'setMicrophone', id: 1, on: 'true' },
  { plenum: 1, command: 'sendChat', id: 1, text: 'x'.repeat(65_537) },
  { plenum: 1, command: 'join', id: 1, name: 7 },
  { plenum: 1, event: 'camera' },
  { plenum: 1, event: 'camera', on: 1 },
  { plenum: 1, event: 'hasOwnProperty' },
  { plenum: 1, event: 'chat', messageId: 'm', peerId: 'b', name: 'B', text: '', at: Number.NaN, own: true },
  { plenum: 1, event: 'joined', room: 'r', peerId: 'a', name: 'A', peers: [{ peerId: 'b' }] },
  { plenum: 1, event: 'joined', room: 'r', peerId: 'a', name: 'A', peers: {} },
  { plenum: 1, reply: 1 },
  { plenum: 1, reply: 1, refusal: 'no' },
  { plenum: 1, reply: 1, refusal: { reason: 'no' } },
  { plenum: 1, reply: null, refusal: null },
];

test.each(bad)('%j is nothing', message => {
  expect([readEvent(message), readCommand(message), readReply(message)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
