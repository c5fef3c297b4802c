/**
 * Clients that vanish without closing anything, over real transports: told apart by what still arrives. What is quick here takes
 * 15 s with the usual settings.
 */
import { expect, onTestFinished, test } from 'vitest';
import { microphone } from '../conformance/support/media-parameters.ts';
import { play, streamOf } from '../conformance/support/media-source.ts';
import { connectMedia } from '../support/connect-media.ts';
import { join } from '../support/join.ts';
import { nothing } from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { startApp } from '../support/start-app.ts';

const edge = { pingSeconds: 1, silenceSeconds: 5, seatSeconds: 600 };

test('who is silent altogether goes with all it holds; who only lost the socket keeps seat and media', async () => {
  const app = await startApp({ edge });
  const ann = await join(app, { name: 'Ann', interest: nothing });
  const before = app.engine.counts;
  const [gone, cut] = [
    await join(app, { name: 'Gone', interest: nothing }),
    await join(app, { name: 'Cut', interest: nothing }),
  ];
  const dead = await connectMedia(gone, gone.joined.media.sendTransport, () => {});
  const alive = await connectMedia(cut, cut.joined.media.sendTransport);
  const voices = [microphone(), microphone()] as const;
  for (const [index, client] of [gone, cut].entries()) {
    expect((await client.send('publish', voices[index])).error).toBeUndefined();
  }
  const stopDead = play(dead, [streamOf(voices[0], 'last words')]);
  onTestFinished(play(alive, [streamOf(voices[1], 'voice')]));
  // The sockets of this process answer no pings.
  const signOfLife = setInterval(() => void ann.send('setInterest', { interest: nothing }), 500);
  onTestFinished(() => clearInterval(signOfLife));
  const from = performance.now();
  for (const client of [gone, cut]) client.socket.pause(); // reads no ping, and so answers none
  stopDead();
  dead.close();

  const left = () => ann.signals('event').filter(({ type }) => type === 'peerLeft');
  await poll('one of them has left', () => left().length > 0, 15_000);
  expect(performance.now() - from).toBeLessThan(9_000);
  await poll('the other is away', () => app.lines.some(({ msg }) => msg === 'peer suspended'), 15_000);
  expect(left()).toMatchObject([{ peerId: gone.peerId, reason: 'timeout' }]);
  expect(await app.engine.dumped()).toEqual({
    ...before,
    transports: before.transports + 2,
    producers: before.producers + 1,
  });
  expect(ann.state.peers[cut.peerId]).toBeDefined();
});
