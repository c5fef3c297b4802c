import { expect, test, vi } from 'vitest';
import { GoneError } from '../../server/lib/adopt.ts';
import { maxWaiting } from '../../server/protocol/signals.ts';
import { Lobby } from '../../server/rooms/lobby.ts';
import { aVisitor } from '../support/open-room.ts';

function lobby() {
  const changed = vi.fn();
  const lobby = new Lobby(changed);
  const knock = (name: string) => {
    const life = new AbortController();
    const told = vi.fn();
    const wait = lobby.wait(aVisitor({ name }), { signal: life.signal, waiting: told });
    const outcome = wait.then(
      outcome => outcome,
      (error: unknown) => error,
    );
    const id = lobby.waiting.at(-1)?.waitingId ?? '';
    return { life, told, outcome, id };
  };
  return { lobby, changed, knock };
}

test('who waits is told so, is listed in order, and comes in when let in', async () => {
  const { lobby: open, changed, knock } = lobby();
  const [bob, cleo] = [knock('Bob'), knock('Cleo')];
  expect([bob.told, cleo.told].map(told => told.mock.calls.length)).toEqual([1, 1]);
  expect(open.waiting).toMatchObject([
    { name: 'Bob', identity: null },
    { name: 'Cleo', identity: null },
  ]);
  open.admit(cleo.id);
  expect(await cleo.outcome).toBe('admitted');
  expect(open.waiting.map(({ name }) => name)).toEqual(['Bob']);
  expect(changed).toHaveBeenCalledTimes(3);
});

test('who is refused, or goes away, is out; once only', async () => {
  const { lobby: open, changed, knock } = lobby();
  const [bob, cleo] = [knock('Bob'), knock('Cleo')];
  open.refuse(bob.id);
  cleo.life.abort();
  expect(await bob.outcome).toMatchObject({ reason: 'refused' });
  expect(await cleo.outcome).toBeInstanceOf(GoneError);
  bob.life.abort();
  for (const id of [bob.id, cleo.id, 'nobody']) {
    expect(() => open.admit(id)).toThrow(
      expect.objectContaining({ reason: 'not-found', field: 'waitingId' }),
    );
  }
  expect(changed).toHaveBeenCalledTimes(4);
});

test('there is an end to how many wait', async () => {
  const { lobby: open, knock } = lobby();
  for (let count = 0; count < maxWaiting; count++) knock(`guest ${count}`);
  expect(() => knock('one more')).toThrow(expect.objectContaining({ reason: 'room-full' }));
  open.abolish();
  expect(open.waiting).toEqual([]);
});

test('an applicant that is gone already does not wait', () => {
  const { lobby: open } = lobby();
  const applicant = { signal: AbortSignal.abort(), waiting: vi.fn() };
  expect(() => open.wait(aVisitor(), applicant)).toThrow(GoneError);
  expect(applicant.waiting).not.toHaveBeenCalled();
});
