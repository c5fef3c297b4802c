/** A real browser decodes what a load peer sends, in each codec: that the packets are what they claim to be. */
import { expect, test } from 'vitest';
import { openHall } from '../../e2e/support/hall.ts';
import type { Person } from '../../e2e/support/person.ts';
import { poll } from '../../support/poll.ts';
import { videoCodecs } from '../scenario/scenario.ts';
import { newLoadPeer } from './support/new-load-peer.ts';

const hall = openHall();

/** Decoded so far, and what a decoder that stumbled had to ask for. */
function decoded(person: Person): Promise<{ frames: number; height: number; requests: number }> {
  return person.page.evaluate(async () => {
    let best = { frames: 0, height: 0, requests: 0 };
    for (const connection of connections) {
      for (const stat of (await connection.getStats()).values()) {
        if (stat.type !== 'inbound-rtp' || stat.kind !== 'video' || !stat.framesDecoded) continue;
        best = { frames: stat.framesDecoded, height: stat.frameHeight ?? 0, requests: stat.pliCount ?? 0 };
      }
    }
    return best;
  });
}

test.each(videoCodecs)('a page sees the %s of a load peer, and hears it', async codec => {
  const room = `sees ${codec}`;
  const peer = newLoadPeer(hall.server, { room, number: 1, codec, layout: 'none' });
  await peer.join();
  const person = await hall.person('Ben');
  await person.join(room);
  const [picture] = await person.watches(1);
  expect(picture?.width).toBeGreaterThan(0);
  await person.hears(1);
  expect(await person.videoCodecs()).toContain(`video/${codec}`);
  const before = await decoded(person);
  // Over two ends of the loop.
  const after = await poll('ten seconds of pictures', async () => {
    const now = await decoded(person);
    return now.frames > before.frames + 250 && now;
  });
  expect(after.requests - before.requests).toBeLessThanOrEqual(2);
});

test('a page sees the screen of a load peer', async () => {
  const peer = newLoadPeer(hall.server, { room: 'screen', number: 1, sources: ['screen'], layout: 'none' });
  await peer.join();
  const person = await hall.person('Ben');
  await person.join('screen');
  const [picture] = await person.watches(1, 'screen');
  expect(picture?.width).toBeGreaterThan(0);
});

test('who is silent sends comfort noise only', async () => {
  const peer = newLoadPeer(hall.server, {
    room: 'silent',
    number: 1,
    sources: ['microphone'],
    layout: 'none',
  });
  peer.setSpeaking(false);
  await peer.join();
  const person = await hall.person('Ben');
  await person.join('silent');
  await poll('comfort noise', () => (peer.report().sent[0]?.packets ?? 0) > 4);
  await person.hears(0);
  peer.setSpeaking(true);
  await person.hears(1);
});
