/**
 * Media parameters that fit the schema and are odd: each is taken or refused, and whatever is taken can be consumed by a peer
 * that starts everything. No worker dies, and nothing is logged that only an operator could answer for.
 */
import { expect, test } from 'vitest';
import type { RtpParameters } from '../../server/protocol/rtp.ts';
import * as media from '../support/media-parameters.ts';
import { startApp } from '../support/start-app.ts';
import { WsClient } from '../support/ws-client.ts';

type Change = (parameters: RtpParameters) => RtpParameters;

/** With the first codec, or the first encoding, changed. */
const codec =
  (change: Partial<RtpParameters['codecs'][number]>): Change =>
  each => ({
    ...each,
    codecs: each.codecs.map((entry, index) => (index === 0 ? { ...entry, ...change } : entry)),
  });
const encodings =
  (...list: RtpParameters['encodings']): Change =>
  each => ({ ...each, encodings: list });
const rtx =
  (payloadType: number, apt: unknown): Change =>
  each => ({
    ...each,
    codecs: [
      ...each.codecs.slice(0, 1),
      { mimeType: 'video/rtx', payloadType, clockRate: 90_000, parameters: { apt } },
    ],
  });
const headerIds =
  (id: number): Change =>
  each => ({
    ...each,
    headerExtensions: (each.headerExtensions ?? []).map(extension => ({ ...extension, id })),
  });

const { mid: _mid, ...withoutMid } = media.vp8();
const audio: [string, RtpParameters][] = [
  ['stereo and mono at once', codec({ channels: 1 })(media.opus())],
  ['a clock rate of 1 Hz', codec({ clockRate: 1 })(media.opus())],
  ['a video codec', media.vp8()],
  ['SVC', encodings({ ssrc: media.newSsrc(), scalabilityMode: 'L3T3' })(media.opus())],
  ['simulcast', encodings({ ssrc: media.newSsrc() }, { ssrc: media.newSsrc() })(media.opus())],
  ['multiopus', codec({ mimeType: 'audio/multiopus', channels: 6 })(media.opus())],
  ['telephone-event', codec({ mimeType: 'audio/telephone-event', clockRate: 8_000 })(media.opus())],
  [
    'names of JavaScript as parameters',
    codec({ parameters: JSON.parse('{"__proto__":1,"constructor":"x","toString":null}') })(media.opus()),
  ],
  ['a parameter that is null', codec({ parameters: { useinbandfec: null } })(media.opus())],
  [
    'the largest numbers',
    codec({ parameters: { a: 4_294_967_295, b: -2_147_483_648, c: 0.1 } })(media.opus()),
  ],
  ['a CNAME of 255 characters', { ...media.opus(), rtcp: { cname: 'ü'.repeat(255) } }],
  ['a lone surrogate in the CNAME', { ...media.opus(), rtcp: { cname: '\ud800' } }],
  ['a lone surrogate in the msid', { ...media.opus(), msid: '\udfff' }],
  ['a NUL in the CNAME', { ...media.opus(), rtcp: { cname: 'a\u0000b' } }],
];
const video: [string, RtpParameters][] = [
  ['an audio codec', media.opus()],
  ['one payload type for two codecs', rtx(96, 96)(media.vp8())],
  ['rtx for nothing', rtx(97, 50)(media.vp8())],
  ['rtx for itself', rtx(97, 97)(media.vp8())],
  ['rtx for a text', rtx(97, '96')(media.vp8())],
  ['rtx for no number', rtx(97, null)(media.vp8())],
  [
    'only rtx',
    {
      ...media.vp8(),
      codecs: [{ mimeType: 'video/rtx', payloadType: 97, clockRate: 90_000, parameters: { apt: 97 } }],
    },
  ],
  ['rtx on the SSRC of the media', encodings({ ssrc: 7, rtx: { ssrc: 7 } })(media.vp8())],
  ['one SSRC for three layers', encodings({ ssrc: 7 }, { ssrc: 7 }, { ssrc: 7 })(media.vp8())],
  ['one RID for three layers', encodings({ rid: 'a' }, { rid: 'a' }, { rid: 'a' })(media.vp8())],
  ['layers known by nothing', encodings({}, {}, {})(media.vp8())],
  ['one layer known by nothing but the mid', encodings({})(media.vp8())],
  ['one layer known by nothing at all', encodings({})(withoutMid)],
  [
    'simulcast with SVC',
    encodings({ rid: 'a', scalabilityMode: 'L3T3' }, { rid: 'b', scalabilityMode: 'S2T1' })(media.vp8()),
  ],
  ['SVC of VP8', encodings({ ssrc: 8, scalabilityMode: 'L3T3' })(media.vp8())],
  ['SVC of H264', encodings({ ssrc: 9, scalabilityMode: 'L2T2' })(media.h264())],
  ['simulcast of H264', encodings({ rid: 'a' }, { rid: 'b' })(media.h264())],
  [
    'simulcast of VP9',
    encodings({ rid: 'a', scalabilityMode: 'L1T3' }, { rid: 'b', scalabilityMode: 'L1T3' })(media.vp9Svc()),
  ],
  ['simulcast of AV1', encodings({ rid: 'a' }, { rid: 'b' })(media.av1())],
  ['S modes', encodings({ ssrc: 10, scalabilityMode: 'S3T3' })(media.vp9Svc())],
  ['H264 without a profile', codec({ parameters: { 'packetization-mode': 1 } })(media.h264())],
  [
    'H264 of a broken profile',
    codec({ parameters: { 'packetization-mode': 1, 'profile-level-id': 'zzzzzz' } })(media.h264()),
  ],
  [
    'H264 whose profile is a number',
    codec({ parameters: { 'packetization-mode': 1, 'profile-level-id': 42 } })(media.h264()),
  ],
  [
    'H264 whose packetization mode is a text',
    codec({ parameters: { 'packetization-mode': '1', 'profile-level-id': '42e01f' } })(media.h264()),
  ],
  ['no parameters', codec({ parameters: {} })(media.h264())],
  ['every header extension under id 15', headerIds(15)(media.vp8Simulcast())],
  ['every header extension under id 255', headerIds(255)(media.vp8Simulcast())],
  [
    'one header extension 24 times',
    {
      ...media.vp8(),
      headerExtensions: Array.from({ length: 24 }, (_, index) => ({
        uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' as const,
        id: index + 1,
      })),
    },
  ],
  ['a payload type that no codec has', encodings({ ssrc: 11, codecPayloadType: 1 })(media.vp8())],
  ['the payload type of rtx', encodings({ ssrc: 12, codecPayloadType: 97 })(media.vp8())],
  [
    'the payload type of another codec',
    {
      ...media.vp8(),
      codecs: [...media.vp8().codecs, ...media.vp9Svc().codecs],
      encodings: [{ ssrc: 13, codecPayloadType: 98, scalabilityMode: 'L3T3' }],
    },
  ],
  [
    'two media codecs',
    {
      ...media.vp8(),
      codecs: [...media.h264().codecs, ...media.vp8().codecs],
      encodings: [
        { rid: 'a', codecPayloadType: 96 },
        { rid: 'b', codecPayloadType: 102 },
      ],
    },
  ],
  ['no bit rate', encodings({ ssrc: 14, maxBitrate: 0 })(media.vp8())],
  [
    'feedback of no meaning',
    codec({ rtcpFeedback: [{ type: 'x'.repeat(32), parameter: '' }, { type: 'nack' }, { type: 'nack' }] })(
      media.vp8(),
    ),
  ],
];

test('odd media is taken or refused, and harms nobody', async () => {
  const app = await startApp({ limits: { requestTokens: 1e6 } });
  const pids = app.pool.pids;
  const receiver = await joined(app, 'receiver');
  for (const [source, list] of [
    ['microphone', audio],
    ['camera', video],
  ] as const) {
    for (const [name, rtpParameters] of list) {
      const sender = await joined(app, 'sender');
      const publication = { ...media.microphone(rtpParameters), source };
      const { error } = await sender.send('publish', publication);
      const reason = error?.data.reason ?? 'ok';
      expect(['ok', 'unsupported', 'invalid-params'], name).toContain(reason);
      // What was refused has left no trace: the id and the source are free.
      const ordinary = source === 'camera' ? media.vp8() : media.opus();
      if (error) await sender.request('publish', { ...publication, rtpParameters: ordinary });
      await receiver.request('setInterest', { interest: media.everything });
      const consumerIds = [...receiver.room.consumers.keys()];
      expect(consumerIds.length, `${name}: ${app.troubles()}`).toBe(1);
      await receiver.request('startConsumers', { consumerIds });
      sender.hangUp();
      await receiver.until('it left', () => receiver.room.consumers.size === 0);
      expect(app.troubles(), name).toEqual([]);
      expect(app.pool.pids, name).toEqual(pids);
    }
  }
});

async function joined(
  { fastify }: { fastify: Parameters<typeof WsClient.connect>[0] },
  name: string,
): Promise<WsClient> {
  const client = await WsClient.connect(fastify);
  const rtpCapabilities = client.hello?.routerRtpCapabilities ?? media.noCapabilities;
  await client.request('join', { room: 'odd', name, rtpCapabilities, interest: media.everything });
  return client;
}
