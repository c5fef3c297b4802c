/** How long a server that is to end waits for those inside. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Drain } from '../../server/rooms/drain.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function draining(inside: number) {
  const now = { inside };
  const onBegin = vi.fn();
  const drain = new Drain({ inside: () => now.inside, onBegin });
  const over = vi.fn();
  const begin = (seconds: number | null) => void drain.begin(seconds).then(over);
  const leave = async () => {
    now.inside -= 1;
    drain.look();
    await settled();
  };
  const refusal = () => {
    try {
      drain.requireNone();
      return undefined;
    } catch (error) {
      return error;
    }
  };
  return { drain, begin, leave, over, onBegin, refusal };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

test('it is over when the time is, and not before', async () => {
  const { drain, begin, over, onBegin } = draining(2);
  begin(60);
  expect(drain.isUnderWay).toBe(true);
  expect(onBegin.mock.calls[0]?.[0]).toEqual({ seconds: 60 });
  await vi.advanceTimersByTimeAsync(59_999);
  expect(over).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(over).toHaveBeenCalledTimes(1);
});

test('it is over when the last one leaves, and nothing is left of it', async () => {
  const { begin, leave, over } = draining(2);
  begin(60);
  await leave();
  expect(over).not.toHaveBeenCalled();
  await leave();
  expect(over).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('without a limit it takes as long as it takes', async () => {
  const { begin, leave, over, onBegin, refusal } = draining(1);
  begin(null);
  expect(onBegin.mock.calls[0]?.[0]).toEqual({ seconds: null });
  expect(refusal()).toMatchObject({ reason: 'draining', retryAfter: 15 });
  await vi.advanceTimersByTimeAsync(10 * 86_400_000);
  expect(over).not.toHaveBeenCalled();
  await leave();
  expect(over).toHaveBeenCalledTimes(1);
});

test.each([
  ['nobody is inside', 0, 60],
  ['it may not take any time', 3, 0],
])('it is over at once where %s', async (_why, inside, seconds) => {
  const { begin, over } = draining(inside);
  begin(seconds);
  await settled();
  expect(over).toHaveBeenCalledTimes(1);
});

test('it begins once', async () => {
  const { begin, onBegin, over } = draining(1);
  begin(60);
  begin(null);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([onBegin.mock.calls.length, over.mock.calls.length]).toEqual([1, 2]);
});

test('nobody is refused before; then all are, and told when to come again', async () => {
  const { begin, refusal } = draining(1);
  expect(refusal()).toBeUndefined();
  begin(60);
  expect(refusal()).toMatchObject({ reason: 'draining', retryAfter: 15 });
  await vi.advanceTimersByTimeAsync(55_500);
  expect(refusal()).toMatchObject({ retryAfter: 7 });
});

test('who leaves when nothing is to end, ends nothing', async () => {
  const { leave, begin, over } = draining(2);
  await leave();
  await leave();
  expect(over).not.toHaveBeenCalled();
  begin(60);
  await settled();
  expect(over).toHaveBeenCalledTimes(1);
});
