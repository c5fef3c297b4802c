/** Webhooks to a real receiver: in order, again and again until they are accepted, and gone when they are closed. */
import { Writable } from 'node:stream';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import { createLog } from '../../server/log.ts';
import { Webhooks, type WebhooksOptions } from '../../server/webhooks/deliveries.ts';
import { type HistoryOptions, RoomHistory } from '../../server/webhooks/history.ts';
import { poll } from '../support/poll.ts';
import { type Received, type Receiver, startReceiver } from './receiver.ts';
import { end, handRaised, open, tell } from './room-story.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const quick = { timeout: 5_000, grace: 2_000, backOff: { first: 5, most: 20, jitter: 1 } };

const running: Webhooks[] = [];
afterEach(() => Promise.all(running.splice(0).map(webhooks => webhooks.close())));

/** Webhooks of a history of their own, with what they log. */
function start(url: string, options: Partial<WebhooksOptions> = {}, historyOptions: HistoryOptions = {}) {
  const lines: { msg: string; [field: string]: unknown }[] = [];
  const write = (line: unknown, _encoding: unknown, done: () => void) => {
    lines.push(JSON.parse(String(line)));
    done();
  };
  const log = createLog('debug', new Writable({ write }));
  const history = new RoomHistory(historyOptions);
  const webhooks = new Webhooks({ history, url, secret, log, allowPrivate: true, times: quick, ...options });
  running.push(webhooks);
  return { history, webhooks, lines };
}

const idsOf = ({ received }: Receiver) => received.map(({ id }) => id);

/** Resolves when the last thing that came is this entry. */
function arrival(receiver: Receiver, id: string): Promise<unknown> {
  return poll(`${id} arrives`, () => receiver.received.at(-1)?.id === id);
}

function refuse(when: (received: Received) => boolean): Receiver['answer'] {
  return (response, received) => response.writeHead(when(received) ? 503 : 204).end();
}

test('a room is told in order, each entry signed and with its id', async () => {
  await using receiver = await startReceiver();
  const { history, lines } = start(receiver.url);
  tell(history, 'one', 3);
  end(history, 'one');
  await arrival(receiver, 'one.4');
  expect(idsOf(receiver)).toEqual(['one.0', 'one.1', 'one.2', 'one.3', 'one.4']);
  const told = history.since('one', -1, 100);
  const verified = receiver.received.map(({ body, headers }) => {
    expect(headers['content-type']).toBe('application/json');
    return new Webhook(secret).verify(body, headers as Record<string, string>);
  });
  expect(verified).toEqual(told);
  expect(lines).toEqual([]);
});

test.each([301, 400, 410, 429, 500])(
  'status %i: sent again, with the same id, before anything later',
  async status => {
    await using receiver = await startReceiver();
    receiver.answer = response => {
      response.writeHead(receiver.received.length > 3 ? 200 : status, { location: '/elsewhere' }).end();
    };
    const { history } = start(receiver.url);
    tell(history, 'one', 1);
    await arrival(receiver, 'one.1');
    expect(idsOf(receiver)).toEqual(['one.0', 'one.0', 'one.0', 'one.0', 'one.1']);
    expect(new Set(receiver.received.map(({ path }) => path)).size).toBe(1);
  },
);

test('a room that is not accepted holds up no other, and is told of once', async () => {
  await using receiver = await startReceiver();
  receiver.answer = refuse(({ id }) => id === 'one.1');
  const { history, lines } = start(receiver.url);
  tell(history, 'one', 2);
  tell(history, 'two', 2);
  await poll('the other room arrives', () => idsOf(receiver).includes('two.2'));
  await poll('several tries', () => idsOf(receiver).filter(id => id === 'one.1').length > 3);
  expect(idsOf(receiver)).not.toContain('one.2');
  receiver.answer = refuse(() => false);
  await arrival(receiver, 'one.2');
  expect(lines.map(({ msg }) => msg)).toEqual([
    'webhooks are not accepted; they are sent again',
    'webhooks are accepted again',
  ]);
});

test('a receiver that is down for a while misses nothing, and the log says it without a secret', async () => {
  const before = await startReceiver();
  const { history, lines } = start(before.url);
  tell(history, 'one', 1);
  await arrival(before, 'one.1');
  await before[Symbol.asyncDispose]();
  for (const seq of [2, 3]) history.happened('one', handRaised(seq));
  tell(history, 'two', 1);
  await poll('the failure is noticed', () => lines.length > 0);
  end(history, 'one');

  await using after = await startReceiver(before.port);
  await poll('all arrives', () => after.received.length === 5);
  await poll('the log knows', () => lines.length > 1);
  const [down, up] = lines;
  expect(idsOf(after).filter(id => id.startsWith('one'))).toEqual(['one.2', 'one.3', 'one.4']);
  expect(idsOf(after).filter(id => id.startsWith('two'))).toEqual(['two.0', 'two.1']);
  const webhook = `http://127.0.0.1:${before.port}`;
  const problem = 'could not be reached: ECONNREFUSED';
  expect(down).toMatchObject({ webhook, problem, msg: 'webhooks are not accepted; they are sent again' });
  expect(up).toMatchObject({ webhook, msg: 'webhooks are accepted again' });
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toMatch(/hunter2|MfKQ/);
});

test('a receiver that hangs is given up, and asked again', async () => {
  await using receiver = await startReceiver();
  receiver.answer = () => {};
  const { history, lines } = start(receiver.url, { times: { ...quick, timeout: 50 } });
  open(history, 'one');
  await poll('it is asked again', () => receiver.received.length > 1);
  expect(lines[0]).toMatchObject({ problem: 'did not answer within 50 ms' });
  receiver.answer = response => response.end();
  history.happened('one', handRaised(1));
  await arrival(receiver, 'one.1');
});

test('an answer without end is not read, and its status counts', async () => {
  await using receiver = await startReceiver();
  let written = 0;
  receiver.answer = response => {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536;
    };
    response.on('drain', more);
    more();
  };
  const { history, lines } = start(receiver.url);
  tell(history, 'one', 2);
  await arrival(receiver, 'one.2');
  await poll('no connection is left', () => receiver.connections() === 0);
  expect(idsOf(receiver)).toEqual(['one.0', 'one.1', 'one.2']);
  expect(written).toBeLessThan(50_000_000);
  expect(lines).toEqual([]);
});

test('an answer that never ends after its status was told is an answer', async () => {
  await using receiver = await startReceiver();
  receiver.answer = response => response.writeHead(200).write('.');
  const { history, lines } = start(receiver.url, { times: { ...quick, timeout: 50 } });
  tell(history, 'one', 1);
  await arrival(receiver, 'one.1');
  expect(idsOf(receiver)).toEqual(['one.0', 'one.1']);
  expect(lines).toEqual([]);
});

test('connections are used again, and there are at most 32', async () => {
  await using receiver = await startReceiver();
  const held: (() => void)[] = [];
  receiver.answer = response => held.push(() => response.end());
  const { history } = start(receiver.url);
  for (let room = 0; room < 40; room += 1) tell(history, `room${room}`, 1);
  await poll('as many as may', () => held.length === 32);
  expect(receiver.connections()).toBe(32);
  receiver.answer = response => response.end();
  for (const answer of held) answer();
  await poll('all arrives', () => receiver.received.length === 80);
  expect(receiver.connections()).toBeLessThanOrEqual(32);
});

test('what the history dropped in the meantime is warned of once, and the rest is told', async () => {
  await using receiver = await startReceiver();
  receiver.answer = refuse(() => true);
  const { history, lines } = start(receiver.url, {}, { bounds: { entries: 2 } });
  tell(history, 'one', 5);
  tell(history, 'two', 5);
  await poll('both rooms failed', () => new Set(idsOf(receiver)).size > 1);
  receiver.answer = refuse(() => false);
  await poll(
    'all that is kept arrives',
    () => idsOf(receiver).includes('one.5') && idsOf(receiver).includes('two.5'),
  );
  const tried = new Set(idsOf(receiver));
  expect([...tried].toSorted()).toEqual(['one.0', 'one.4', 'one.5', 'two.0', 'two.4', 'two.5']);
  const warnings = lines.filter(({ msg }) => msg.startsWith('webhooks were dropped'));
  expect(warnings).toHaveLength(1);
});

test('a room that is no longer kept is given up', async () => {
  await using receiver = await startReceiver();
  receiver.answer = refuse(({ id }) => id.startsWith('one'));
  const clock = { now: 0 };
  const { history, lines } = start(receiver.url, {}, { now: () => clock.now });
  tell(history, 'one', 1);
  end(history, 'one');
  await poll('some tries', () => receiver.received.length > 2);
  clock.now = 3_600_000;
  await poll('it is told', () => lines.some(({ msg }) => msg.startsWith('webhooks were dropped')));
  const tries = receiver.received.length;
  tell(history, 'two', 3);
  await arrival(receiver, 'two.3');
  expect(receiver.received.length).toBe(tries + 4);
});

const slow = { ...quick, backOff: { first: 600_000, most: 600_000, jitter: 0 } };

test('closing gives what waits to be tried again one more try, at once', async () => {
  await using receiver = await startReceiver();
  receiver.answer = refuse(() => receiver.received.length === 1);
  const { history, webhooks, lines } = start(receiver.url, { times: slow });
  tell(history, 'one', 1);
  await poll('the failure is noticed', () => lines.length > 0);
  history.closed('one', { reason: 'shutdown', at: 9_000 });
  await webhooks.close();
  expect(idsOf(receiver)).toEqual(['one.0', 'one.0', 'one.1', 'one.2']);
  await poll('no connection is left', () => receiver.connections() === 0);
});

test('closing while nothing is accepted ends with the first failure, says so, and sends nothing afterwards', async () => {
  await using receiver = await startReceiver();
  receiver.answer = refuse(() => true);
  const { history, webhooks, lines } = start(receiver.url, { times: slow });
  tell(history, 'one', 1);
  await poll('the failure is noticed', () => lines.length > 0);
  await Promise.all([webhooks.close(), webhooks.close()]);
  expect(idsOf(receiver)).toEqual(['one.0', 'one.0']);
  expect(lines.at(-1)).toMatchObject({ rooms: 1, msg: 'webhooks were not accepted before the end' });
  history.happened('one', handRaised(2));
  tell(history, 'two', 1);
  await poll('no connection is left', () => receiver.connections() === 0);
  expect(receiver.received).toHaveLength(2);
});

test('closing does not wait for a receiver that hangs', async () => {
  await using receiver = await startReceiver();
  receiver.answer = () => {};
  const { history, webhooks } = start(receiver.url, { times: { ...quick, timeout: 600_000, grace: 20 } });
  for (let room = 0; room < 40; room += 1) tell(history, `room${room}`, 1);
  await poll('they hang', () => receiver.received.length === 32);
  await webhooks.close();
  await poll('no connection is left', () => receiver.connections() === 0);
  expect(receiver.received).toHaveLength(32);
});

test('a private endpoint is refused unless allowed, at once or when its name is looked up', async () => {
  expect(() => start('http://127.0.0.1/', { allowPrivate: false })).toThrow('private network');
  const { history, lines } = start('http://localhost:9/', { allowPrivate: false });
  open(history, 'one');
  await poll('the failure is noticed', () => lines.length > 0);
  expect(lines[0]).toMatchObject({ problem: 'the name has no public address' });
});

test('a room whose end was accepted is done, even when it is forgotten at that moment', async () => {
  await using receiver = await startReceiver();
  const clock = { now: 0 };
  receiver.answer = (response, { id }) => {
    if (id === 'one.2') clock.now = 3_600_000;
    response.end();
  };
  const { history, lines } = start(receiver.url, {}, { now: () => clock.now });
  tell(history, 'one', 1);
  end(history, 'one');
  await arrival(receiver, 'one.2');
  tell(history, 'two', 1);
  await arrival(receiver, 'two.1');
  expect(lines).toEqual([]);
});

test('what happens in any turn around the acceptance is told, too', async () => {
  await using receiver = await startReceiver();
  const { history } = start(receiver.url);
  let seq = 0;
  // After so many turns of the event loop: one of them is that in which the delivery finds nothing more.
  const happenAfter = (turns: number): void => {
    if (turns > 0) setImmediate(happenAfter, turns - 1);
    else history.happened('one', handRaised(++seq));
  };
  receiver.answer = (response, { id }) => {
    response.end();
    if (id !== 'one.60') happenAfter(seq % 6);
  };
  open(history, 'one');
  await arrival(receiver, 'one.60');
  expect(idsOf(receiver)).toEqual(Array.from({ length: 61 }, (_, at) => `one.${at}`));
});
