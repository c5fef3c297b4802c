import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchForReturn } from '../../../client/sdk/server-return.ts';

const asked: string[] = [];
let answer: () => Promise<Response>;
const ready = async () => new Response();
const starting = async () => new Response('', { status: 503 });
const gone = async () => Promise.reject(new TypeError('Failed to fetch'));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('location', { origin: 'https://meet.example' });
  asked.length = 0;
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return answer();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([gone, starting])(
  'tells once that the server is ready, when it was not before (%o)',
  async away => {
    const returned = vi.fn();
    answer = away;
    const stop = watchForReturn('wss://meet.example/ws', returned);
    await vi.advanceTimersByTimeAsync(6_000);
    expect([asked[0], returned.mock.calls.length]).toEqual(['https://meet.example/readyz', 0]);
    answer = ready;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(returned).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(returned).toHaveBeenCalledTimes(1);
    stop();
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked.length).toBe(before);
  },
);

test('has nothing to tell of a server that was there all the time', async () => {
  const returned = vi.fn();
  answer = ready;
  const stop = watchForReturn('wss://meet.example/ws', returned);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([asked.length > 3, returned.mock.calls.length]).toEqual([true, 0]);
  stop();
});

test('does not ask the server of somebody else’s page, and none outside a page', async () => {
  for (const location of [{ origin: 'https://elsewhere.example' }, undefined]) {
    vi.stubGlobal('location', location);
    const stop = watchForReturn('wss://meet.example/ws', () => {});
    await vi.advanceTimersByTimeAsync(10_000);
    stop();
  }
  expect([asked, vi.getTimerCount()]).toEqual([[], 0]);
});
