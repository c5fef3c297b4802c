/** The bytes of STUN messages, against the samples of RFC 5769. */
import { describe, expect, it } from 'vitest';
import {
  type Attribute,
  attributeType,
  find,
  leading,
  readErrorCode,
  readXorAddress,
  text,
  uint32,
  xorAddress,
} from '../../../server/lib/stun/attributes.ts';
import {
  decode,
  encode,
  isAuthentic,
  longTermKey,
  method,
  newTransactionId,
  type StunMessage,
  shortTermKey,
} from '../../../server/lib/stun/message.ts';

const hex = (bytes: string) => Buffer.from(bytes.replaceAll(/\s/g, ''), 'hex');
const password = shortTermKey('VOkJxbRl1RmTxUk/WvJxBt');

/** RFC 5769 section 2.1. */
const request = hex(`
  00010058 2112a442 b7e7a701 bc34d686 fa87dfae
  80220010 5354554e 20746573 7420636c 69656e74
  00240004 6e0001ff 80290008 932ff9b1 51263b36
  00060009 6576746a 3a683676 59202020
  00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2
  80280004 e57a3bcf`);

/** Section 2.2. */
const ipv4Response = hex(`
  0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643
  00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7
  80280004 c07d4c96`);

/** Section 2.3. */
const ipv6Response = hex(`
  01010048 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
  00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
  80280004 c8fb0b4c`);

/** Section 2.4. */
const longTermRequest = hex(`
  00010060 2112a442 78ad3433 c6ad72c0 29da412e
  00060012 e3839ee3 8388e383 aae38383 e382afe3 82b90000
  0015001c 662f2f34 39396b39 35346436 4f4c3334 6f4c3946 53547679 36347341
  0014000b 6578616d 706c652e 6f726700
  00080014 f6702465 6dd64a3e 02b8e071 2e85c9a2 8ca89666`);

function decoded(bytes: Buffer): StunMessage {
  const message = decode(bytes);
  if (!message) throw new Error('no STUN message');
  return message;
}

describe('the samples of RFC 5769', () => {
  it('reads a request and finds it authentic', () => {
    const message = decoded(request);
    expect(message).toMatchObject({ kind: 'request', method: method.binding });
    expect(find(message.attributes, attributeType.username)?.toString()).toBe('evtj:h6vY');
    expect(find(message.attributes, attributeType.priority)).toEqual(hex('6e0001ff'));
    expect(isAuthentic(request, password)).toBe(true);
    expect(isAuthentic(request, shortTermKey('another'))).toBe(false);
  });

  it.each([
    ['IPv4', ipv4Response, '192.0.2.1'],
    ['IPv6', ipv6Response, '2001:db8:1234:5678:11:2233:4455:6677'],
  ])('reads an %s response', (_family, bytes, address) => {
    const message = decoded(bytes);
    expect(message.kind).toBe('success');
    const mapped = find(message.attributes, attributeType.xorMappedAddress);
    expect(readXorAddress(mapped, message.transactionId)).toEqual({ address, port: 32_853 });
    expect(isAuthentic(bytes, password)).toBe(true);
  });

  it('writes a response as it stands there, but for the padding', () => {
    const { transactionId } = decoded(ipv4Response);
    const endpoint = { address: '192.0.2.1', port: 32_853 };
    const attributes = [xorAddress(attributeType.xorMappedAddress, endpoint, transactionId)];
    const own = encode({ kind: 'success', method: method.binding, transactionId, attributes });
    expect(own.subarray(20)).toEqual(hex('00200008 0001a147 e112a643'));
  });

  it('makes the same integrity and the same fingerprint', () => {
    // Its username has other padding than ours, which the integrity takes in: it stands for a longer one here.
    const { transactionId, attributes } = decoded(request);
    const without = attributes.filter(
      ({ type }) => type !== attributeType.messageIntegrity && type !== attributeType.fingerprint,
    );
    const message: StunMessage = {
      kind: 'request',
      method: method.binding,
      transactionId,
      attributes: without,
    };
    const own = encode(message, { key: password, fingerprint: true });
    expect(own.length).toBe(request.length);
    expect(isAuthentic(own, password)).toBe(true);
    expect(decoded(own).attributes.map(({ type }) => type)).toEqual(attributes.map(({ type }) => type));
  });

  it('takes long-term credentials', () => {
    const key = longTermKey('マトリックス', 'example.org', 'TheMatrIX');
    expect(isAuthentic(longTermRequest, key)).toBe(true);
    const { transactionId, attributes } = decoded(longTermRequest);
    const own = encode(
      { kind: 'request', method: method.binding, transactionId, attributes: attributes.slice(0, -1) },
      { key },
    );
    expect(own).toEqual(longTermRequest);
  });
});

describe('a message', () => {
  it('comes back as it was written, whatever its method and kind', () => {
    const attributes: Attribute[] = [
      text(attributeType.username, 'three'),
      uint32(attributeType.lifetime, 600),
      leading(attributeType.requestedTransport, 17),
    ];
    for (const kind of ['request', 'indication', 'success', 'error'] as const) {
      for (const number of [...Object.values(method), 0xfff]) {
        const message = { kind, method: number, transactionId: newTransactionId(), attributes };
        expect(decode(encode(message))).toEqual(message);
      }
    }
  });

  it('is none when anything about its lengths is wrong', () => {
    for (let length = 0; length < request.length; length += 1) {
      expect(decode(request.subarray(0, length))).toBeUndefined();
    }
    expect(decode(Buffer.concat([request, Buffer.alloc(4)]))).toBeUndefined();
    const longAttribute = Buffer.from(request);
    longAttribute.writeUInt16BE(0xffff, 22);
    expect(decode(longAttribute)).toBeUndefined();
    const noCookie = Buffer.from(request);
    noCookie.writeUInt32BE(0, 4);
    expect(decode(noCookie)).toBeUndefined();
  });

  it('that was changed is not authentic, and one without integrity is not either', () => {
    const changed = Buffer.from(ipv4Response);
    changed.writeUInt8(0x42, 40);
    expect(isAuthentic(changed, password)).toBe(false);
    const bare = encode({
      kind: 'success',
      method: method.binding,
      transactionId: newTransactionId(),
      attributes: [],
    });
    expect(isAuthentic(bare, password)).toBe(false);
  });

  it('has an error code, and a phrase that a terminal can show', () => {
    expect(readErrorCode(Buffer.from('\0\0\x04\x01Unauthorized', 'latin1'))).toEqual({
      code: 401,
      phrase: 'Unauthorized',
    });
    expect(readErrorCode(Buffer.from('\0\0\x04\x03\x1b[2Jno\n', 'latin1'))).toEqual({
      code: 403,
      phrase: '[2Jno',
    });
    expect(readErrorCode(Buffer.alloc(3))).toBeUndefined();
  });

  it('has no address where there is none', () => {
    const id = newTransactionId();
    expect(readXorAddress(undefined, id)).toBeUndefined();
    expect(readXorAddress(Buffer.alloc(8), id)).toBeUndefined();
    expect(readXorAddress(hex('0002a147 e112a643'), id)).toBeUndefined();
  });
});
