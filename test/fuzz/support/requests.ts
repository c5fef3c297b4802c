/** Requests of every method: right, nearly right and wrong ones, made from what browsers send. */
import { type MethodName, methods } from '../../../server/protocol/methods.ts';
import { aReport } from '../../support/check-report.ts';
import * as media from '../../support/media-parameters.ts';
import type { WsClient } from '../../support/ws-client.ts';
import { moderatorsParams } from './moderation.ts';
import { spoil, vary } from './mutate.ts';
import type { Random } from './random.ts';
import { generate, type KnownIds, passcodes, type Schema } from './schema.ts';

export interface FuzzRequest {
  method: MethodName;
  /** As the server will read it: JSON has been there and back. */
  params: unknown;
}

/** Who asks, and what it knows. */
export interface Asker {
  client: WsClient;
  random: Random;
  known: KnownIds;
  /** Where it wants to go, and what it shows at the door. */
  room: string;
  token: string | undefined;
}

const longest = 63 * 1024; // bytes

/** How often each method is tried, in parts. */
const weights: [MethodName, number][] = [
  ['publish', 40],
  ['connectTransport', 12],
  ['setInterest', 10],
  ['startConsumers', 8],
  ['pauseProducer', 5],
  ['resumeProducer', 5],
  ['unpublish', 8],
  ['restartIce', 4],
  ['join', 4],
  ['preview', 3],
  ['probe', 3],
  ['connectProbe', 4],
  ['closeProbe', 3],
  ['reportCheck', 4],
  ['setHand', 3],
  ['sendChat', 4],
  ['sendReaction', 3],
  ['reportQuality', 3],
  ['publishData', 8],
  ['muteProducer', 10],
  ['stopProducer', 6],
  ['changeGrant', 10],
  ['removePeer', 3],
  ['admit', 5],
  ['refuse', 5],
  ['changeRoom', 10],
  ['endRoom', 1],
  ['leave', 1],
];
const bag = weights.flatMap(([method, weight]) => Array.from({ length: weight }, () => method));

export function anyMethod(random: Random): MethodName {
  return random.pick(bag);
}

function schemaOf(method: MethodName): Schema {
  return methods[method].params as Schema;
}

/** A request of `method`: as it should be, with something else that fits the schema, with what does not, or all invented. */
export function request(method: MethodName, asker: Asker): FuzzRequest {
  const { random, known } = asker;
  const schema = schemaOf(method);
  const right = rightParams(method, asker);
  const make = random.pick([
    () => right,
    () => vary(schema, right, random, known),
    () => vary(schema, right, random, known),
    () => vary(schema, right, random, known),
    () => spoil(schema, right, random),
    () => generate(schema, random, known),
  ]);
  const text = JSON.stringify(make()) ?? 'null';
  // A frame above the limit closes the socket, as it should: that has a test of its own.
  return { method, params: JSON.parse(Buffer.byteLength(text) < longest ? text : 'null') };
}

function rightParams(method: MethodName, { client, random, known, room, token }: Asker): unknown {
  const { joined } = client.room;
  switch (method) {
    case 'join':
      return {
        room,
        name: 'Ann',
        ...(token !== undefined && { token }),
        ...(random.chance(0.5) && { passcode: random.pick(passcodes) }),
        rtpCapabilities: capabilities(client),
        interest: media.everything,
        data: random.chance(0.8),
      };
    case 'publish':
      return publication(random);
    case 'connectTransport':
      return {
        transportId: random.chance(0.5)
          ? joined?.media.sendTransport.transportId
          : joined?.media.recvTransport.transportId,
        dtlsParameters: media.dtlsParameters,
      };
    case 'connectProbe':
      return { probeId: known.ids.at(-1) ?? random.uuid(), dtlsParameters: media.dtlsParameters };
    case 'closeProbe':
      return { probeId: known.ids.at(-1) ?? random.uuid() };
    case 'reportCheck':
      return { report: aReport() };
    case 'unpublish':
    case 'pauseProducer':
    case 'resumeProducer':
      return { producerId: ownProducer(client, random) ?? random.uuid() };
    case 'startConsumers':
      return { consumerIds: [...client.room.consumers.keys()].slice(0, 512) };
    default:
      return moderatorsParams(method, client, random) ?? generate(schemaOf(method), random, known);
  }
}

function ownProducer({ room }: WsClient, random: Random): string | undefined {
  const own = Object.keys(room.state?.peers[room.joined?.peerId ?? '']?.producers ?? {});
  return own.length > 0 ? random.pick(own) : undefined;
}

function capabilities({ hello }: WsClient) {
  return hello?.routerRtpCapabilities ?? media.noCapabilities;
}

function publication(random: Random): media.Publication {
  const make = random.pick([
    () => media.microphone(),
    () => ({ ...media.microphone(), source: 'screen-audio' as const }),
    () => media.camera(media.vp8Simulcast()),
    () => media.camera(media.vp8()),
    () => media.camera(media.vp9Svc()),
    () => media.screen(media.av1()),
    () => media.screen(media.h264()),
    () => media.screen(media.h264('4d0032')),
  ]);
  return { ...make(), producerId: random.uuid() };
}
