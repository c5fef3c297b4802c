/** Links with a token: what they let people do, and that nobody else gets to see the token. */
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { expectAccessible } from './support/axe.ts';
import { openHall } from './support/hall.ts';
import { serveSite } from './support/host-site.ts';
import type { Person } from './support/person.ts';

const secret = 'a secret of at least thirty-two characters';
const hall = openHall({ WORKERS: '1', TOKEN_SECRET: secret });

interface Invited {
  name?: string;
  identity?: string;
  grant?: object;
}

function token(room: string, { name, identity = crypto.randomUUID(), grant = {} }: Invited): Promise<string> {
  return new SignJWT({ room, grant, ...(name && { name }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(identity)
    .setAudience('plenum')
    .setJti(crypto.randomUUID())
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(secret));
}

async function link(room: string, invited: Invited): Promise<string> {
  return `/r/${room}#token=${await token(room, invited)}`;
}

/** Opens the link and joins from the entrance. */
async function comes(name: string, path: string): Promise<Person> {
  const one = await hall.person(name);
  await one.open(path);
  await one.press('Join');
  return one;
}

const host = { grant: { moderator: true } };

test('a link with a token says who one is, and the token is to be seen nowhere', async () => {
  const path = await link('shown', { name: 'Dr. Ann', ...host });
  const [, given = ''] = path.split('#token=');
  const ann = await hall.person('Ann');
  const asked: string[] = [];
  ann.page.on('request', request => asked.push(request.url()));
  ann.page.on('websocket', socket => asked.push(socket.url()));
  await ann.open(path);
  await ann.reads('You join as Dr. Ann.');
  expect(await ann.page.getByLabel('Your name').count()).toBe(0);
  expect(new URL(ann.page.url()).pathname + new URL(ann.page.url()).hash).toBe('/r/shown');
  await expectAccessible(ann.page, 'invited');
  await ann.press('Join');
  await ann.sees('Mute microphone');
  await ann.page.getByRole('list', { name: 'Participants' }).getByText('Dr. Ann (you)').waitFor();
  await ann.press('People, 1');
  expect(await ann.page.getByLabel('Address of this room').inputValue()).toBe(`${hall.server.url}/r/shown`);
  expect(await ann.page.content()).not.toContain(given);
  expect(asked.join()).not.toContain(given);
  expect(hall.server.output()).not.toContain(given);
  expect(await ann.page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(given);

  await ann.page.reload();
  await ann.reads('You join as Dr. Ann.');
  await ann.press('Join');
  await ann.sees('Room');
});

test('who has no token, or one that is not right, is told what to do', async () => {
  const ann = await hall.person('Ann');
  await ann.open('/r/closed');
  await ann.page.getByRole('alert').getByText('This room needs an invitation.').waitFor();
  const [ben, cem] = [await hall.person('Ben'), await hall.person('Cem')];
  await ben.open(`/r/closed?name=Ben&join#token=${(await token('closed', {})).slice(0, -9)}`);
  await ben.reads('This invitation is not for this room, or its link is incomplete.');
  await cem.open(`/r/closed?name=Cem&join#token=${await token('another', {})}`);
  await cem.reads('You may not enter this room.');
});

test('a room that is not open yet is entered by itself as soon as it is', async () => {
  const ben = await comes('Ben', await link('early', { name: 'Ben' }));
  await ben.reads('This room is not open yet.');
  await expectAccessible(ben.page, 'before the room is open');
  const ann = await comes('Ann', await link('early', { name: 'Ann', ...host }));
  await ann.sees('Mute microphone');
  await ben.sees('Mute microphone');
  await ben.watches(1);
});

test('who was removed does not come back with the same link, nor with a reload', async () => {
  const path = await link('kicked', { name: 'Ben', identity: 'ben' });
  const ann = await comes('Ann', await link('kicked', { name: 'Ann', ...host }));
  await ann.sees('Mute microphone');
  const ben = await comes('Ben', path);
  await ben.sees('Mute microphone');
  await ann.press('People, 2');
  await ann.press('Actions for Ben');
  await ann.page.getByRole('menuitem', { name: 'Remove from the room' }).click();
  await ann.reads('is not let in again as long as this room is open.');
  await ann.press('Remove');
  await ben.reads('A moderator removed you from the room.');
  await ben.page.reload();
  await ben.reads('You cannot come back as long as it is open.');
  const again = await hall.person('Ben');
  await again.open(path);
  await again.reads('You cannot come back as long as it is open.');
});

test('who joins from somewhere else leaves here, and comes back only with a click', async () => {
  const path = await link('twice', { name: 'Ann', identity: 'ann', ...host });
  const here = await comes('Ann', path);
  await here.sees('Mute microphone');
  const there = await comes('Ann', path);
  await there.sees('Mute microphone');
  await here.reads('You joined this room from somewhere else.');
  await there.sees('People, 1');
  await here.press('Come back here');
  await here.sees('Mute microphone');
  await there.reads('You joined this room from somewhere else.');
});

test('a hidden viewer sees the others, who see nobody', async () => {
  const ann = await comes('Ann', await link('hidden', { name: 'Ann', ...host }));
  await ann.sees('Mute microphone');
  const eve = await comes('Eve', await link('hidden', { name: 'Eve', grant: { hidden: true } }));
  await eve.watches(1);
  await eve.hears(1);
  await eve.reads('Nobody sees you here');
  expect(await eve.page.getByText('Nobody else is here yet.').count()).toBe(0);
  for (const button of ['Unmute microphone', 'Start camera', 'Raise hand']) {
    const found = eve.page.getByRole('button', { name: button, exact: true });
    await poll(`${button} is barred`, async () => (await found.getAttribute('aria-disabled')) === 'true');
  }
  await expectAccessible(eve.page, 'hidden');
  await ann.sees('People, 1');
  expect(await ann.others()).toEqual([]);
});

test('a page around the call hands the token over by message, and the call waits for it', async () => {
  const given = await token('embedded', { name: 'Ann', ...host });
  const site = await serveSite({
    '/': `<!doctype html><title>Host</title><script src="${hall.server.url}/plenum-room.js"></script>
      <plenum-room room="embedded" token="${given}" join></plenum-room>`,
  });
  const { page } = await hall.person('Ann');
  const asked: string[] = [];
  page.on('request', request => asked.push(request.url()));
  await page.goto(site.origin);
  const call = page.frameLocator('iframe');
  await call.getByRole('button', { name: 'Leave' }).waitFor();
  await call.getByRole('list', { name: 'Participants' }).getByText('Ann (you)').waitFor();
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.join()).not.toContain(given);
  site.close();
});
