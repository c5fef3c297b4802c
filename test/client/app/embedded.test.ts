import { describe, expect, test, vi } from 'vitest';
import { Consent, grantedUnasked } from '../../../client/app/embedded/consent.ts';
import { ParentPort } from '../../../client/app/embedded/parent-port.ts';
import { frameOf } from '../../../client/app/framed.ts';
import type { NumberedCommand, Refusal } from '../../../client/embed/messages.ts';

/** A window as far as messages go: what was posted to it, and by whom it is spoken to. */
function fakeWindow() {
  const target = new EventTarget();
  const posted: { message: Record<string, unknown>; to: string }[] = [];
  return Object.assign(target, {
    posted,
    postMessage: (message: Record<string, unknown>, to: string) => posted.push({ message, to }),
    say(data: unknown, origin: string, source: unknown) {
      const event = new MessageEvent('message', { data, origin });
      Object.defineProperty(event, 'source', { value: source });
      target.dispatchEvent(event);
    },
  });
}

function port(origin?: string) {
  const parent = fakeWindow();
  const own = fakeWindow();
  const obeyed: string[] = [];
  const line = new ParentPort(parent as never, origin);
  line.listen(own as never, async ({ command }: NumberedCommand): Promise<Refusal | null> => {
    obeyed.push(command);
    return null;
  });
  return { parent, own, line, obeyed };
}

const hello = { plenum: 1, command: 'hello', id: 1 };
const leave = { plenum: 1, command: 'leave', id: 2 };

describe('the line to the parent', () => {
  test('says to everybody that it listens, and all else to the origin that said hello', () => {
    const { parent, own, line } = port();
    line.tell({ event: 'camera', detail: { on: true } });
    expect(parent.posted).toEqual([{ message: { plenum: 1, event: 'ready' }, to: '*' }]);
    own.say(hello, 'https://host', parent);
    line.tell({ event: 'camera', detail: { on: false } });
    const later = parent.posted.slice(1);
    expect(later.map(({ to }) => to)).toEqual(['https://host', 'https://host']);
    expect(later.map(({ message }) => message.on)).toEqual([true, false]);
  });

  test('answers what it does not understand, to the page that it talks to', () => {
    const { parent, own, obeyed } = port('https://host');
    const misspelt = { plenum: 1, command: 'setCamara', id: 3, on: true };
    const incomplete = { plenum: 1, command: 'setCamera', id: 4 };
    for (const command of [misspelt, incomplete, { command: 'leave', id: 5 }]) {
      own.say(command, 'https://host', parent);
      own.say(command, 'https://other', parent);
    }
    const refusal = expect.objectContaining({ reason: 'not-understood' });
    expect(parent.posted.slice(1)).toEqual([
      { message: { plenum: 1, reply: 3, refusal }, to: 'https://host' },
      { message: { plenum: 1, reply: 4, refusal }, to: 'https://host' },
    ]);
    expect(obeyed).toEqual([]);
  });

  test('obeys nobody before hello, nor another origin after it, nor another window ever', () => {
    const { parent, own, obeyed } = port();
    own.say(leave, 'https://host', parent);
    own.say(hello, 'https://host', fakeWindow());
    expect(obeyed).toEqual([]);
    own.say(hello, 'https://host', parent);
    own.say(leave, 'https://other', parent);
    own.say(hello, 'https://other', parent);
    own.say(leave, 'https://host', fakeWindow());
    own.say(leave, 'https://host', parent);
    expect(obeyed).toEqual(['hello', 'leave']);
  });

  test('with an origin in the address, even hello must come from there', () => {
    const { parent, own, line, obeyed } = port('https://host');
    own.say(hello, 'https://other', parent);
    line.tell({ event: 'camera', detail: { on: true } });
    expect(parent.posted.map(({ to }) => to)).toEqual(['https://host', 'https://host']);
    expect(obeyed).toEqual([]);
  });

  test('does not talk to a page without an origin', () => {
    const { parent, own, obeyed } = port();
    own.say(hello, 'null', parent);
    expect([obeyed, parent.posted.length]).toEqual([[], 1]);
  });

  test('holds what happens until somebody asks, but not without end', () => {
    const { parent, own, line } = port();
    for (let n = 0; n < 150; n += 1) line.tell({ event: 'camera', detail: { on: n % 2 === 0 } });
    own.say(hello, 'https://host', parent);
    expect(parent.posted.length).toBe(1 + 100);
  });
});

describe('consent', () => {
  test('is given by what the person switches on, and taken back by what it switches off', async () => {
    const consent = new Consent();
    expect(consent.given('microphone')).toBe(false);
    consent.observe('microphone', true);
    expect([consent.given('microphone'), consent.given('camera')]).toEqual([true, false]);
    consent.observe('microphone', false);
    expect(consent.given('microphone')).toBe(false);
  });

  test('is not changed by what the parent does', async () => {
    const consent = new Consent();
    consent.observe('camera', true);
    await consent.command('camera', async () => consent.observe('camera', false));
    expect(consent.given('camera')).toBe(true);
    const failing = consent.command('camera', () => Promise.reject(new Error('in use')));
    await expect(failing).rejects.toThrow('in use');
    consent.observe('camera', false);
    expect(consent.given('camera')).toBe(false);
  });

  test('has to be asked for by the page where the browser would not ask, or does not say', async () => {
    const query = vi.fn(async ({ name }: { name: string }) => {
      if (name === 'camera') throw new TypeError('unknown');
      return { state: 'prompt' };
    });
    vi.stubGlobal('navigator', { permissions: { query } });
    expect(await grantedUnasked()).toEqual(['camera']);
    query.mockResolvedValue({ state: 'granted' });
    expect(await grantedUnasked()).toEqual(['microphone', 'camera']);
    vi.unstubAllGlobals();
  });
});

test('a page is framed when its address and its window both say so', () => {
  const parent = {} as Window;
  const framed = { parent } as Window;
  const top = {} as { parent?: unknown };
  top.parent = top;
  expect(frameOf(framed, '?embed')).toEqual({ parent, origin: undefined, greets: false });
  expect(frameOf(framed, '?embed&parent=https%3A%2F%2Fhost%3A8443%2Fpath')).toEqual({
    parent,
    origin: 'https://host:8443',
    greets: false,
  });
  for (const bad of ['javascript:alert(1)', 'null', 'host', 'file:///tmp', '*']) {
    expect(frameOf(framed, `?embed&parent=${encodeURIComponent(bad)}`)).toEqual({
      parent,
      origin: undefined,
      greets: false,
    });
  }
  expect(frameOf(framed, '?embed&hello')).toMatchObject({ greets: true });
  expect(frameOf(framed, '?name=Ann')).toBeUndefined();
  expect(frameOf(top as Window, '?embed')).toBeUndefined();
  expect(frameOf(undefined, '?embed')).toBeUndefined();
});
