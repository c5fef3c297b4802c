/** Who may come in and who may do what, as people meet it: the lobby, passcode, mute, stop, removal, roles, links with tokens, the end. */
import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { expectAccessible } from './support/axe.ts';
import { openHall } from './support/hall.ts';
import type { Person } from './support/person.ts';

const hall = openHall();

/** In a room of her own, as its moderator. */
async function moderator(room: string): Promise<Person> {
  const ann = await hall.person('Ann');
  await ann.join(room);
  await ann.sees('Mute microphone');
  return ann;
}

async function inCall(name: string, room: string): Promise<Person> {
  const one = await hall.person(name);
  await one.join(room);
  await one.sees('Mute microphone');
  return one;
}

async function sets(one: Person, label: string, on: boolean): Promise<void> {
  await one.page.getByLabel(label).setChecked(on);
}

async function chooses(one: Person, name: string, action: string): Promise<void> {
  await one.press(`Actions for ${name}`);
  await one.page.getByRole('menuitem', { name: action, exact: true }).click();
}

function status({ page }: Person): Promise<string[]> {
  return page.getByRole('status').allTextContents();
}

describe('the lobby', () => {
  test('holds people until a moderator lets them in or refuses, and tells both sides', async () => {
    const ann = await moderator('lobby');
    await ann.press('Room');
    await sets(ann, 'Lobby: a moderator lets people in', true);
    const [ben, cem] = [await hall.person('Ben'), await hall.person('Cem')];
    await ben.open('/r/lobby');
    await ben.reads('A moderator lets you in');
    await ben.page.getByLabel('Your name').fill('Ben');
    await ben.press('Join');
    await ben.reads('You wait in the lobby.');
    expect((await status(ben)).join()).toContain('You wait in the lobby.');
    await expectAccessible(ben.page, 'in the lobby');
    await ann.page.getByRole('alert').getByText('Ben waits to be let in.').waitFor();
    await cem.join('lobby');
    await ann.sees('People, 1, 2 waiting');
    await ann.press('Show them');
    await ann.sees('Let everybody in');
    await expectAccessible(ann.page, 'people who wait');
    await ann.press('Refuse Cem');
    await cem.reads('A moderator did not let you in.');
    await ann.press('Let in Ben');
    await ben.sees('Mute microphone');
    await ben.watches(1);
    await ann.sees('People, 2');
    expect(await ann.page.getByText('waits to be let in').count()).toBe(0);
  });

  test('is left by whoever cancels', async () => {
    const ann = await moderator('cancelled');
    await ann.press('Room');
    await sets(ann, 'Lobby: a moderator lets people in', true);
    const ben = await hall.person('Ben');
    await ben.join('cancelled');
    await ann.sees('People, 1, 1 waiting');
    await ben.press('Cancel');
    await ben.sees('Join');
    await ann.sees('People, 1');
  });
});

describe('what a moderator does to one person', () => {
  test('muting holds until they un-mute, and asking changes nothing by itself', async () => {
    const ann = await moderator('muting');
    const ben = await inCall('Ben', 'muting');
    await ann.press('People, 2');
    await chooses(ann, 'Ben', 'Mute microphone');
    await ben.page.getByRole('alert').getByText('Ann muted your microphone.').waitFor();
    await ben.press('Unmute microphone');
    await ann.hears(1);
    await chooses(ann, 'Ben', 'Ask to mute');
    await ben.reads('Ann asks you to mute.');
    await ben.sees('Mute microphone');
    await ben.press('Mute');
    await ben.sees('Unmute microphone');
    await ann.page.getByRole('list', { name: 'Participants' }).getByText('Ben, microphone off').waitFor();
  });

  test('a stopped camera is released, and can be started again unless that is forbidden', async () => {
    const ann = await moderator('stopping');
    const ben = await inCall('Ben', 'stopping');
    await ann.watches(1);
    await ann.press('People, 2');
    await chooses(ann, 'Ben', 'Stop camera');
    await ben.reads('Ann stopped your camera.');
    await ann.watches(0);
    await ben.press('Start camera');
    await ann.watches(1);
    await chooses(ann, 'Ben', 'Forbid camera');
    await ann.watches(0);
    const camera = ben.page.getByRole('button', { name: 'Start camera' });
    await poll('the button says so', async () => (await camera.getAttribute('aria-disabled')) === 'true');
    expect(await camera.getAttribute('aria-description')).toBe('You may not use the camera here');
    await expectAccessible(ben.page, 'without a camera');
    await camera.press('Enter');
    await ben.page.getByRole('alert').getByText('You may not use the camera here').waitFor();
    await chooses(ann, 'Ben', 'Allow camera');
    await ben.reads('You may use the camera now.');
    await ben.press('Start camera');
    await ann.watches(1);
  });

  test('the role is handed on and taken back, with all that goes with it', async () => {
    const ann = await moderator('role');
    const ben = await inCall('Ben', 'role');
    await ben.press('People, 2');
    expect(await ben.page.getByRole('button', { name: /^Actions for|^Mute everyone|^Room$/ }).count()).toBe(
      0,
    );
    await ann.press('People, 2');
    await chooses(ann, 'Ben', 'Make moderator');
    await ben.reads('You are a moderator now.');
    await ben.sees('Room');
    await chooses(ben, 'Ann', 'Take the moderator role back');
    await ann.reads('You are no longer a moderator.');
    expect(await ann.page.getByRole('button', { name: /^Actions for|^Mute everyone|^Room$/ }).count()).toBe(
      0,
    );
  });

  test('who was removed does not come back, and who comes without a token of their own knocks from now on', async () => {
    const ann = await moderator('removing');
    const ben = await inCall('Ben', 'removing');
    await ann.press('People, 2');
    await chooses(ann, 'Ben', 'Remove from the room');
    const dialog = ann.page.getByRole('dialog', { name: 'Remove Ben?' });
    await dialog.waitFor();
    await expectAccessible(ann.page, 'asked before removing');
    await ann.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await ann.others()).toEqual(['Ben']);
    await chooses(ann, 'Ben', 'Remove from the room');
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await ben.reads('A moderator removed you from the room.');
    await expectAccessible(ben.page, 'removed');
    expect(await ben.page.getByRole('button').count()).toBe(0);
    await ben.page.reload();
    await ben.reads('You cannot come back as long as it is open.');
    const cem = await hall.person('Cem');
    await cem.join('removing');
    await cem.reads('You wait in the lobby.');
    await ann.reads('Cem waits to be let in.');
  });

  test('everyone is muted at once', async () => {
    const ann = await moderator('everyone');
    const others = [await inCall('Ben', 'everyone'), await inCall('Cem', 'everyone')];
    await ann.press('People, 3');
    await ann.press('Mute everyone');
    for (const other of others) await other.sees('Unmute microphone');
    await ann.sees('Mute microphone');
  });
});

describe('the room', () => {
  test('with a passcode asks for it where it is typed, and says when it is wrong', async () => {
    const ann = await moderator('passcode');
    await ann.press('Room');
    await ann.page.getByLabel('Title').fill('Ward <i>seven</i>');
    await ann.page.getByLabel('Passcode').fill('12 34');
    await ann.press('Save');
    await ann.sees('Remove the passcode');
    const ben = await hall.person('Ben');
    await ben.open('/r/passcode');
    await ben.page.getByRole('heading', { name: 'Ward <i>seven</i>' }).waitFor();
    const field = ben.page.getByLabel('Passcode');
    await ben.page.getByLabel('Your name').fill('Ben');
    await field.fill('1234');
    await ben.press('Join');
    await ben.page.getByRole('alert').getByText('This passcode is not right.').waitFor();
    await poll('the field has the focus', () =>
      field.evaluate(element => element === document.activeElement),
    );
    await expectAccessible(ben.page, 'a wrong passcode');
    await field.fill('12 34');
    await ben.press('Join');
    await ben.sees('Mute microphone');
    const stored = await ben.page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    );
    expect(stored).not.toContain('12 34');
  });

  test('that is locked lets nobody in, and says so to all', async () => {
    const ann = await moderator('locked');
    await ann.press('Room');
    await expectAccessible(ann.page, 'settings of the room');
    await sets(ann, 'Locked: nobody but moderators', true);
    await ann.page.getByRole('alert').getByText('The room is locked').waitFor();
    const ben = await hall.person('Ben');
    await ben.join('locked');
    await ben.reads('The room is locked: nobody else is let in at the moment.');
    await sets(ann, 'Locked: nobody but moderators', false);
    await ben.press('Join again');
    await ben.sees('Mute microphone');
  });

  test('without chat leaves writing to moderators, and both follow live', async () => {
    const ann = await moderator('silence');
    const ben = await inCall('Ben', 'silence');
    await ben.press('Chat');
    await ann.press('Room');
    await sets(ann, 'write in the chat', false);
    const field = ben.page.getByRole('textbox', { name: 'Message to everyone' });
    await ben.page.getByPlaceholder('Only moderators can write').waitFor();
    expect(await field.getAttribute('readonly')).not.toBeNull();
    await expectAccessible(ben.page, 'a chat without writing');
    await sets(ann, 'write in the chat', true);
    await ben.reads('You may write now.');
    await field.fill('Thanks');
    await field.press('Enter');
    await ann.sees('Chat, 1 unread');
  });

  test('warns before it closes', async () => {
    const ann = await moderator('closing');
    await ann.press('Room');
    const soon = new Date(Date.now() + 3 * 60_000);
    const local = new Date(soon.getTime() - soon.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    await ann.page.getByLabel('Closes at').fill(local);
    await ann.press('Save');
    await ann.page.getByRole('alert').getByText('This room closes at').waitFor();
  });

  test('ends for everybody', async () => {
    const ann = await moderator('ending');
    const ben = await inCall('Ben', 'ending');
    await ann.press('Room');
    await ann.press('End for everybody');
    await ann.page.getByRole('dialog').getByRole('button', { name: 'End for everybody' }).click();
    for (const one of [ann, ben]) await one.reads('The room was closed for everybody.');
  });
});
