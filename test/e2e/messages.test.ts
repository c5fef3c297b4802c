/** Messages between real browsers: over SCTP, through the server, by the SDK. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { openHall } from './support/hall.ts';
import { joinBySdk, newSdkPage } from './support/sdk-page.ts';

const hall = openHall();

async function newPage(): Promise<Page> {
  const page = await newSdkPage(hall.browser, hall.server.url);
  onTestFinished(() => page.context().close());
  return page;
}

async function joined(room: string, name: string, data = true) {
  const page = await newPage();
  return { page, peerId: await joinBySdk(page, room, name, data) };
}

const texts = (page: Page) => page.evaluate(() => inbox.map(({ text }) => text));

async function arrives(page: Page, count: number): Promise<void> {
  await poll(`${count} messages`, async () => (await page.evaluate(() => inbox.length)) >= count);
}

test('a thousand messages come in order, and each once', async () => {
  const room = randomUUID();
  const ann = await joined(room, 'Ann');
  const ben = await joined(room, 'Ben');
  await ann.page.evaluate(async () => {
    for (let number = 0; number < 1_000; ) {
      try {
        await globalThis.room.sendMessage(`${number} ${'x'.repeat(number % 100)}`);
        number += 1;
      } catch (error) {
        if (!(error instanceof plenum.MessageError) || error.reason !== 'rate-limited') throw error;
        await new Promise(requestAnimationFrame); // as the error says: once more, a moment later
      }
    }
  });
  await arrives(ben.page, 1_000);
  const numbers = (await texts(ben.page)).map(text => Number.parseInt(text, 10));
  expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
  expect(await ben.page.evaluate(() => inbox[0])).toEqual({
    from: ann.peerId,
    text: '0 ',
    binary: false,
    ordered: true,
  });
  expect(await ann.page.evaluate(() => [inbox.length, lost.length])).toEqual([0, 0]);
});

test('what is sent right after somebody joins is not lost, whoever was there first', async () => {
  const room = randomUUID();
  const ann = await joined(room, 'Ann');
  await ann.page.evaluate(async () => {
    globalThis.room.on('peerJoined', ({ peer }) => {
      for (const number of [1, 2, 3])
        void globalThis.room.sendMessage(`welcome ${number}`, { to: [peer.peerId] });
    });
    await globalThis.room.sendMessage('nobody hears this, and the channel is open');
  });
  for (const name of ['Ben', 'Cid', 'Dan']) {
    const other = await joined(room, name);
    await other.page.evaluate(() => globalThis.room.sendMessage(`I am ${globalThis.room.peerId}`));
    await arrives(other.page, 3);
    expect(await texts(other.page)).toEqual(['welcome 1', 'welcome 2', 'welcome 3']);
    await poll('Ann hears it', async () => (await texts(ann.page)).at(-1) === `I am ${other.peerId}`);
    await other.page.evaluate(() => globalThis.room.leave());
  }
});

test('bytes and texts arrive as they were, of any size up to the limit', async () => {
  const room = randomUUID();
  const ann = await joined(room, 'Ann');
  const ben = await joined(room, 'Ben');
  await ben.page.evaluate(() => {
    Object.assign(globalThis, { sums: [] });
    globalThis.room.on('message', ({ data }) => {
      if (typeof data !== 'string')
        Object(globalThis).sums.push([data.length, data.every((byte, i) => byte === i % 251)]);
    });
  });
  await ann.page.evaluate(async () => {
    for (const size of [0, 1, 1_200, 65_536]) {
      await globalThis.room.sendMessage(Uint8Array.from({ length: size }, (_, i) => i % 251));
    }
    await globalThis.room.sendMessage('');
    await globalThis.room.sendMessage('line\nline 😀 e\u0301');
  });
  await arrives(ben.page, 6);
  expect(await ben.page.evaluate(() => Object(globalThis).sums)).toEqual(
    [0, 1, 1_200, 65_536].map(size => [size, true]),
  );
  expect((await texts(ben.page)).slice(4)).toEqual(['', 'line\nline 😀 e\u0301']);
});

test('it goes to those it names alone, and those who did not ask for messages get none', async () => {
  const room = randomUUID();
  const ann = await joined(room, 'Ann');
  const ben = await joined(room, 'Ben');
  const cid = await joined(room, 'Cid');
  const dan = await joined(room, 'Dan', false);
  await ann.page.evaluate(
    async ([ben, dan]) => {
      await globalThis.room.sendMessage('to Ben', { to: [String(ben)] });
      await globalThis.room.sendMessage('to Dan', { to: [String(dan)] });
      await globalThis.room.sendMessage('to all');
    },
    [ben.peerId, dan.peerId],
  );
  await arrives(ben.page, 2);
  await arrives(cid.page, 1);
  expect([await texts(ben.page), await texts(cid.page)]).toEqual([['to Ben', 'to all'], ['to all']]);
  await poll('Ann is told', async () => (await ann.page.evaluate(() => lost.length)) === 1);
  expect(await ann.page.evaluate(() => lost[0])).toMatchObject({
    direction: 'sent',
    reason: 'no-such-peer',
    count: 1,
  });
  const refused = await dan.page.evaluate(() =>
    globalThis.room.sendMessage('hello').catch((error: unknown) => Object(error).reason),
  );
  expect(refused).toBe('not-supported');
  expect(await texts(dan.page)).toEqual([]);
});

test('lossy messages arrive where nothing is lost', async () => {
  const room = randomUUID();
  const ann = await joined(room, 'Ann');
  const ben = await joined(room, 'Ben');
  const numbers = Array.from({ length: 100 }, (_, index) => String(index));
  // Both channels open, so that none waits longer than a lossy message lives.
  await ben.page.evaluate(() => globalThis.room.sendMessage('ready'));
  await arrives(ann.page, 1);
  await poll('Ben is reached', async () => {
    await ann.page.evaluate(() => globalThis.room.sendMessage('anybody?', { ordered: false }));
    return (await texts(ben.page)).length > 0;
  });
  await ben.page.evaluate(() => inbox.splice(0));
  await ann.page.evaluate(async texts => {
    for (const text of texts) await globalThis.room.sendMessage(text, { ordered: false });
  }, numbers);
  await poll('most of them', async () => new Set(await texts(ben.page)).size >= 95);
  expect(await ben.page.evaluate(() => inbox.every(({ ordered }) => !ordered))).toBe(true);
});

test('too large, too many, too fast: each is an error with its word, and nothing breaks', async () => {
  const room = randomUUID();
  const ann = await joined(room, 'Ann');
  const ben = await joined(room, 'Ben');
  const reasons = await ann.page.evaluate(async () => {
    const reasonOf = (sending: Promise<void>) =>
      sending.then(
        () => 'sent',
        (error: unknown) => (error instanceof plenum.MessageError ? error.reason : String(error)),
      );
    const tooLarge = await reasonOf(globalThis.room.sendMessage('x'.repeat(65_537)));
    const nobody = await reasonOf(globalThis.room.sendMessage('x', { to: [] }));
    const large = new Uint8Array(65_536);
    // All at once, before the channel is open: 15 fit, then the buffer is full, until the allowance is used up as well.
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, () => reasonOf(globalThis.room.sendMessage(large))),
    );
    const small = await Promise.all(
      Array.from({ length: 1_000 }, () => reasonOf(globalThis.room.sendMessage('x'))),
    );
    return { tooLarge, nobody, outcomes, small: [...new Set(small)] };
  });
  expect([reasons.tooLarge, reasons.nobody]).toEqual(['too-large', 'bad-receivers']);
  expect(reasons.outcomes.filter(reason => reason === 'sent')).toHaveLength(15);
  expect(new Set(reasons.outcomes)).toEqual(new Set(['sent', 'buffer-full', 'rate-limited']));
  expect(reasons.small).toContain('rate-limited');
  await arrives(ben.page, 15);
  await poll('it may go on', async () =>
    ann.page.evaluate(() =>
      globalThis.room.sendMessage('last').then(
        () => true,
        () => false,
      ),
    ),
  );
  await poll('the last arrives', async () => (await texts(ben.page)).at(-1) === 'last');
  expect(await ann.page.evaluate(() => lost)).toEqual([]);
});
