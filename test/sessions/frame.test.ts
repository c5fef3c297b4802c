import { expect, test } from 'vitest';
import { RequestError } from '../../server/errors.ts';
import { methodNamed, parseFrame, validParams } from '../../server/sessions/frame.ts';
import { microphone, receivesAll } from '../support/media.ts';
import { everything } from '../support/open-room.ts';

const malformed = (text: string) => {
  const parsed = parseFrame(text);
  if (!('malformed' in parsed)) throw new Error(`${text} passed as a request`);
  const { id, error } = parsed.malformed;
  return [id, error.reason, error.message];
};

test('a request is its id, its method and its parameters', () => {
  expect(parseFrame('{"jsonrpc":"2.0","id":7,"method":"leave"}')).toEqual({
    frame: { id: 7, method: 'leave', params: {} },
  });
  expect(parseFrame('{"params":[1],"method":"x","id":"a","jsonrpc":"2.0"}')).toEqual({
    frame: { id: 'a', method: 'x', params: [1] },
  });
});

test('parameters that are null are not the same as none', () => {
  const parsed = parseFrame('{"jsonrpc":"2.0","id":7,"method":"leave","params":null}');
  expect(parsed).toEqual({ frame: { id: 7, method: 'leave', params: null } });
});

test.each(['', '{', 'hello', '{"id":1,}'])('%j is not JSON', text => {
  expect(malformed(text)).toEqual([null, 'parse-error', 'The frame is not a JSON text.']);
});

test.each([
  ['3', null, 'a request must be an object'],
  ['null', null, 'a request must be an object'],
  ['[]', null, 'batches are not supported'],
  ['{"jsonrpc":"2.0","method":"leave"}', null, 'id: must be an integer or a string of 1 to 64 characters'],
  ['{"jsonrpc":"2.0","id":null,"method":"leave"}', null, /^id: must be/],
  ['{"jsonrpc":"2.0","id":1.5,"method":"leave"}', null, /^id: must be/],
  ['{"jsonrpc":"2.0","id":1e99,"method":"leave"}', null, /^id: must be/],
  ['{"jsonrpc":"2.0","id":"","method":"leave"}', null, /^id: must be/],
  [`{"jsonrpc":"2.0","id":"${'x'.repeat(65)}","method":"leave"}`, null, /^id: must be/],
  ['{"jsonrpc":"1.0","id":1,"method":"leave"}', 1, 'jsonrpc: must be "2.0"'],
  ['{"id":1,"method":"leave"}', 1, 'jsonrpc: must be "2.0"'],
  ['{"jsonrpc":"2.0","id":1}', 1, 'method: must be a string'],
  ['{"jsonrpc":"2.0","id":"a","method":{}}', 'a', 'method: must be a string'],
  ['{"jsonrpc":"2.0","id":1,"method":"leave","token":"x"}', 1, 'token: unknown member'],
  ['{"jsonrpc":"2.0","id":1,"method":"leave","__proto__":{}}', 1, '__proto__: unknown member'],
  [`{"jsonrpc":"2.0","id":1,"method":"leave","${'k'.repeat(999)}":1}`, 1, /^k{64}: unknown member$/],
])('%s is no request', (text, id, message) => {
  const [toId, reason, told] = malformed(text);
  expect([toId, reason]).toEqual([id, 'invalid-request']);
  expect(told).toMatch(message);
});

test.each(['nothing', 'toString', '__proto__', 'constructor', ''])('%j is no method', name => {
  expect(() => methodNamed(name)).toThrow(
    new RequestError('method-not-found', undefined, `no method ${name}`),
  );
});

test('the name of an unknown method is cut', () => {
  expect(() => methodNamed('m'.repeat(999))).toThrow(/^no method m{64}$/);
});

const join = { room: 'kitchen', name: 'Ann', rtpCapabilities: receivesAll, interest: everything };

test('parameters that fit are returned as they are', () => {
  expect(validParams('join', join)).toBe(join);
  const publish = microphone();
  expect(validParams('publish', publish)).toBe(publish);
  expect(validParams('leave', {})).toEqual({});
});

const { codecs: [codec] = [] } = microphone().rtpParameters;
const withCodec = (change: object) => ({
  ...microphone(),
  rtpParameters: { ...microphone().rtpParameters, codecs: [{ ...codec, ...change }] },
});
const withInterest = (interest: object) => ({ interest: { ...everything, ...interest } });

test.each([
  ['join', 5, undefined, 'params: must be an object'],
  ['join', [], undefined, 'params: must be an object'],
  ['join', null, undefined, 'params: must be an object'],
  ['join', {}, 'room', 'params.room: is missing'],
  ['join', { ...join, room: 5 }, 'room', 'params.room: must be string'],
  ['join', { ...join, name: '' }, 'name', /^params\.name: must/],
  ['join', { ...join, name: ' Ann' }, 'name', /^params\.name: must match/],
  ['join', { ...join, name: 'An\u202en' }, 'name', /^params\.name: must match/],
  ['join', { ...join, secret: 'x' }, 'secret', 'params.secret: unknown parameter'],
  ['join', { ...join, token: 'x' }, 'token', /^params\.token: must match pattern/],
  ['leave', { now: true }, 'now', 'params.now: unknown parameter'],
  ['leave', JSON.parse('{"__proto__":1}'), '__proto__', 'params.__proto__: unknown parameter'],
  [
    'publish',
    { ...microphone(), source: 'radio' },
    'source',
    /^params\.source: must be one of microphone, camera/,
  ],
  ['publish', { ...microphone(), producerId: 'mine' }, 'producerId', /^params\.producerId: must match/],
  ['publish', withCodec({ payloadType: 128 }), 'rtpParameters.codecs.0.payloadType', /must be <= 127$/],
  ['publish', withCodec({ mimeType: 'opus' }), 'rtpParameters.codecs.0.mimeType', /must match/],
  ['publish', withCodec({ gain: 11 }), 'rtpParameters.codecs.0.gain', /unknown parameter$/],
  [
    'setInterest',
    withInterest({ otherVideo: { width: -1, height: 2 } }),
    'interest.otherVideo.width',
    /must be >= 0$/,
  ],
  ['setInterest', withInterest({ otherVideo: { width: 1 } }), 'interest.otherVideo.height', /is missing$/],
  ['setInterest', withInterest({ audio: 'some' }), 'interest.audio', /^params\.interest\.audio: must be/],
  ['setInterest', withInterest({ audio: ['x'] }), 'interest.audio.0', /must match/],
  ['setInterest', withInterest({ video: {} }), 'interest.video', /must be array$/],
  [
    'startConsumers',
    { consumerIds: [] },
    'consumerIds',
    /^params\.consumerIds: must not have fewer than 1 items$/,
  ],
] as const)('%s with %o: the fault is in %s', (method, params, field, message) => {
  try {
    validParams(method, params);
    expect.unreachable('it passed');
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ reason: 'invalid-params', field, message: expect.stringMatching(message) });
  }
});

test('the name of a field that a client made up is cut', () => {
  expect(() => validParams('leave', { ['k'.repeat(999)]: 1 })).toThrow(/^params\.k{200}: unknown parameter$/);
});

test('of a thousand fields that nobody knows one is named', () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`a/${index}`, 1]));
  expect(() => validParams('leave', many)).toThrow(/^params\.a\/0: unknown parameter$/);
  expect(() => validParams('restartIce', { transportId: 'x', ...many })).toThrow(/unknown parameter$/);
});
