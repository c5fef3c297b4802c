/** What moderators are offered for whom, and what is asked of the server for it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { actionsFor, changeBy, perform } from '../../../client/app/moderation/actions.ts';
import { muteAll } from '../../../client/app/moderation/mute-all.ts';
import { barrierTo, permits } from '../../../client/app/moderation/permits.ts';
import { changeBy as roomChangeBy, shown } from '../../../client/app/moderation/room-draft.ts';
import { fromField, toField } from '../../../client/app/moments.ts';
import type { Moderation, ProducerState, Source } from '../../../client/sdk/index.ts';
import { RequestError } from '../../../client/sdk/index.ts';
import { aGrant, aPeer, aRoom } from '../../support/room-state.ts';

function producers(...sources: (Source | `${Source} paused`)[]): Record<string, ProducerState> {
  const states = sources.map(text => {
    const [source, paused] = text.split(' ') as [Source, string?];
    return [`of ${source}`, { producerId: `of ${source}`, source, paused: paused !== undefined }] as const;
  });
  return Object.fromEntries(states);
}

const ann = aPeer({ peerId: 'ann', grant: aGrant({ moderator: true }) });
const usual = aRoom().settings;

/** What is asked of the server, as `method argument`. */
function recorder(): { asked: string[]; moderation: Moderation } {
  const asked: string[] = [];
  const record =
    (method: string) =>
    async (...args: unknown[]) =>
      void asked.push(
        [method, ...args.map(arg => (typeof arg === 'string' ? arg : JSON.stringify(arg)))].join(' '),
      );
  const methods = ['mute', 'askToMute', 'stop', 'changeGrant', 'remove'];
  return { asked, moderation: Object.fromEntries(methods.map(name => [name, record(name)])) as never };
}

describe('the menu of a person', () => {
  test('offers what makes sense for what they publish', () => {
    const silent = aPeer({ peerId: 'ben', producers: producers('microphone paused', 'camera paused') });
    expect(actionsFor(silent, 'ann', aRoom({ peers: [ann, silent] }))).toEqual([
      'forbid-microphone',
      'forbid-camera',
      'forbid-screen',
      'forbid-chat',
      'promote',
      'remove',
    ]);
    const loud = aPeer({ peerId: 'ben', producers: producers('microphone', 'camera', 'screen') });
    expect(actionsFor(loud, 'ann', aRoom({ peers: [ann, loud] })).slice(0, 4)).toEqual([
      'mute',
      'ask',
      'stopCamera',
      'stopScreen',
    ]);
  });

  test('offers to give back what was taken, unless the room lets nobody have it', () => {
    const ben = aPeer({ peerId: 'ben', grant: aGrant({ canPublish: ['camera'], canSend: false }) });
    const offered = actionsFor(ben, 'ann', aRoom({ peers: [ann, ben] }));
    expect(offered).toEqual([
      'allow-microphone',
      'forbid-camera',
      'allow-screen',
      'allow-chat',
      'promote',
      'remove',
    ]);
    const settings = { ...usual, canPublish: ['camera' as const], chat: false };
    expect(actionsFor(ben, 'ann', aRoom({ peers: [ann, ben], settings }))).toEqual([
      'forbid-camera',
      'promote',
      'remove',
    ]);
  });

  test('lets moderators give up their role only when there is another', () => {
    const ben = aPeer({ peerId: 'ben' });
    const cem = aPeer({ peerId: 'cem', grant: aGrant({ moderator: true }) });
    expect(actionsFor(ann, 'ann', aRoom({ peers: [ann, ben] }))).toEqual([]);
    expect(actionsFor(ann, 'ann', aRoom({ peers: [ann, ben, cem] }))).toEqual(['resign']);
    expect(actionsFor(cem, 'ann', aRoom({ peers: [ann, cem] }))).toContain('demote');
  });

  test('asks the server for just that', async () => {
    const ben = aPeer({ peerId: 'ben', producers: producers('microphone', 'screen', 'screen-audio') });
    const { asked, moderation } = recorder();
    for (const action of [
      'mute',
      'ask',
      'stopCamera',
      'stopScreen',
      'forbid-chat',
      'promote',
      'remove',
    ] as const)
      await perform(action, ben, moderation);
    expect(asked).toEqual([
      'mute of microphone',
      'askToMute of microphone',
      'stop of screen',
      'stop of screen-audio',
      'changeGrant ben {"canSend":false}',
      'changeGrant ben {"moderator":true}',
      'remove ben',
    ]);
  });

  test('takes and gives a screen together with its sound, and leaves the rest of a grant alone', () => {
    const grant = aGrant({ canPublish: ['camera', 'screen', 'screen-audio'] });
    expect(changeBy('forbid-screen', grant)).toEqual({ canPublish: ['camera'] });
    expect(changeBy('allow-screen', aGrant({ canPublish: ['camera'] }))).toEqual({
      canPublish: ['camera', 'screen', 'screen-audio'],
    });
    expect(changeBy('allow-microphone', grant)).toEqual({ canPublish: [...grant.canPublish, 'microphone'] });
    expect(changeBy('demote', grant)).toEqual({ moderator: false });
  });
});

test('what keeps somebody from a thing is their grant first, and the room only for those who are no moderators', () => {
  const closed = { ...usual, canPublish: [], chat: false };
  const barriers = (grant: Parameters<typeof barrierTo>[1], settings = usual) =>
    permits.map(permit => barrierTo(permit, grant, settings));
  const nothing = [undefined, undefined, undefined, undefined];
  expect(barriers(aGrant())).toEqual(nothing);
  expect(barriers(aGrant(), closed)).toEqual(['room', 'room', 'room', 'room']);
  expect(barriers(aGrant({ moderator: true }), closed)).toEqual(nothing);
  const mute = aGrant({ canPublish: [], canSend: false, moderator: true });
  expect(barriers(mute)).toEqual(['grant', 'grant', 'grant', 'grant']);
});

describe('muting everybody', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const people = ['ben', 'cem', 'dana'].map(peerId =>
    aPeer({
      peerId,
      producers: { [peerId]: { producerId: peerId, source: 'microphone', paused: peerId === 'cem' } },
    }),
  );
  const refusal = (reason: 'rate-limited' | 'not-found' | 'not-permitted') =>
    new RequestError('muteProducer', { code: 0, message: '', data: { reason } });

  test('asks once for each who is heard, waits when that is too fast, and does not mind those who left', async () => {
    const refusals = [refusal('rate-limited'), refusal('not-found')];
    const asked: string[] = [];
    const mute = async (producerId: string) => {
      asked.push(producerId);
      const refused = refusals.shift();
      if (refused) throw refused;
    };
    const done = muteAll(people, { mute });
    await vi.runAllTimersAsync();
    await done;
    expect(asked).toEqual(['ben', 'ben', 'dana']);
  });

  test('ends with what is refused, and does not try for ever', async () => {
    const mute = vi.fn(async () => Promise.reject(refusal('not-permitted')));
    await expect(muteAll(people, { mute })).rejects.toThrow(RequestError);
    expect(mute).toHaveBeenCalledTimes(1);
    mute.mockImplementation(async () => Promise.reject(refusal('rate-limited')));
    const refused = expect(muteAll(people, { mute })).rejects.toThrow(RequestError);
    await vi.runAllTimersAsync();
    await refused;
    expect(mute.mock.calls.length).toBeLessThan(20);
  });
});

describe('what is typed about the room', () => {
  test('changes only what was typed, and empties what was emptied', () => {
    expect(roomChangeBy({})).toEqual({});
    expect(roomChangeBy({ name: ' Ward\u202e 7 ', passcode: ' 12 34 ', maxPeers: '12' })).toEqual({
      title: 'Ward 7',
      passcode: '12 34',
      maxPeers: 12,
    });
    expect(roomChangeBy({ name: ' ', passcode: '', maxPeers: '', notBefore: '', expires: '' })).toEqual({
      title: null,
      maxPeers: null,
      notBefore: null,
      expires: null,
    });
  });

  test('is shown as it is set, the passcode never', () => {
    const at = new Date(2031, 0, 2, 3, 4).getTime();
    expect(shown({ ...usual, title: 'T', passcode: true, maxPeers: 3, expires: at })).toEqual({
      name: 'T',
      passcode: '',
      maxPeers: '3',
      notBefore: '',
      expires: '2031-01-02T03:04',
    });
    expect(roomChangeBy({ expires: '2031-01-02T03:04' })).toEqual({ expires: at });
  });

  test('moments go into fields and back', () => {
    for (const at of [Date.UTC(2026, 6, 1, 12, 30), Date.UTC(2026, 11, 31, 23, 59)])
      expect(fromField(toField(at))).toBe(at);
    expect([toField(null), fromField('')]).toEqual(['', null]);
  });
});
