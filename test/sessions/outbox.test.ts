import { expect, test } from 'vitest';
import { notificationFrame, resultFrame } from '#protocol/jsonrpc.ts';
import { usualEdgeLimits } from '../../server/limits.ts';
import { Outbox } from '../../server/sessions/outbox.ts';
import { FakeSocket } from '../fakes/socket.ts';

function outbox() {
  const socket = new FakeSocket();
  let slow = 0;
  return { socket, outbox: new Outbox(socket, usualEdgeLimits, () => slow++), slow: () => slow };
}

const frame = notificationFrame('speakers', {});

test('frames go out as JSON, in order', () => {
  const { socket, outbox: out } = outbox();
  out.send(resultFrame(1, {}));
  out.send(notificationFrame('event', { seq: 1 }));
  expect(socket.frames).toEqual([
    { jsonrpc: '2.0', id: 1, result: {} },
    { jsonrpc: '2.0', method: 'event', params: { seq: 1 } },
  ]);
});

test.each(['event', 'qualities'])('one %s that goes to many is turned into text once', method => {
  let read = 0;
  const event = {
    get seq() {
      read += 1;
      return 1;
    },
  };
  const outboxes = [outbox(), outbox(), outbox()];
  for (const { outbox: out } of outboxes) out.send(notificationFrame(method, event));
  for (const { socket } of outboxes) expect(socket.frames).toMatchObject([{ params: { seq: 1 } }]);
  expect(read).toBe(1);
});

test('droppable signals are skipped above 256 KiB unread, the rest is not', () => {
  const { socket, outbox: out, slow } = outbox();
  socket.bufferedAmount = usualEdgeLimits.unreadDropBytes;
  out.sendDroppable(frame);
  expect(socket.frames).toHaveLength(1);
  socket.bufferedAmount = usualEdgeLimits.unreadDropBytes + 1;
  out.sendDroppable(frame);
  expect(socket.frames).toHaveLength(1);
  out.send(frame);
  expect(socket.frames).toHaveLength(2);
  socket.bufferedAmount = 0;
  out.sendDroppable(frame);
  expect([socket.frames.length, slow()]).toEqual([3, 0]);
});

test('above 1 MiB unread it is given up, once, and nothing more is sent', () => {
  const { socket, outbox: out, slow } = outbox();
  socket.bufferedAmount = usualEdgeLimits.unreadCloseBytes;
  out.send(frame);
  expect(slow()).toBe(0);
  socket.bufferedAmount = usualEdgeLimits.unreadCloseBytes + 1;
  out.send(frame);
  out.send(frame);
  socket.bufferedAmount = 0;
  out.send(frame);
  out.sendDroppable(frame);
  expect([socket.frames.length, slow()]).toEqual([2, 1]);
});

test('one long frame makes nobody slow: what else is left unread does', () => {
  const { socket, outbox: out, slow } = outbox();
  const length = 2 * usualEdgeLimits.unreadCloseBytes;
  socket.bufferedAmount = length;
  out.send(resultFrame(1, { snapshot: 'x'.repeat(length) }));
  out.send(frame);
  expect(slow()).toBe(0);
  socket.bufferedAmount = length + usualEdgeLimits.unreadCloseBytes;
  out.send(frame);
  expect(slow()).toBe(1);
});

test('what was caught up with excuses nothing that comes later', () => {
  const { socket, outbox: out, slow } = outbox();
  out.send(resultFrame(1, { snapshot: 'x'.repeat(2 * usualEdgeLimits.unreadCloseBytes) }));
  socket.bufferedAmount = 0;
  out.send(frame);
  socket.bufferedAmount = usualEdgeLimits.unreadCloseBytes + 1;
  out.send(frame);
  expect(slow()).toBe(1);
});

test('a closed outbox sends nothing', () => {
  const { socket, outbox: out } = outbox();
  out.close();
  out.send(frame);
  out.sendDroppable(frame);
  expect(socket.frames).toEqual([]);
});
