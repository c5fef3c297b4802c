/** Joining as a browser does, in one line of a test. */
import type { FastifyInstance } from 'fastify';
import type { Interest } from '../../server/protocol/interest.ts';
import { everything, noCapabilities } from './media-parameters.ts';
import { WsClient } from './ws-client.ts';

interface Joining {
  room?: string;
  name?: string;
  interest?: Interest;
}

/** A client that has joined and can receive whatever the server can carry. */
export async function join(
  { fastify }: { fastify: FastifyInstance },
  joining: Joining = {},
): Promise<WsClient> {
  const client = await WsClient.connect(fastify);
  await enter(client, joining);
  return client;
}

/** The same on a socket that is open. */
export async function enter(
  client: WsClient,
  { room = 'kitchen', name = 'Ann', interest = everything }: Joining = {},
) {
  const rtpCapabilities = client.hello?.routerRtpCapabilities ?? noCapabilities;
  return client.request('join', { room, name, rtpCapabilities, interest });
}

/** The consumer that the client has of a producer, by its public id; waits for it. */
export async function consumerOf(client: WsClient, producerId: string) {
  const find = () => [...client.room.consumers.values()].find(consumer => consumer.producerId === producerId);
  await client.until(`a consumer of ${producerId}`, () => find() !== undefined);
  const consumer = find();
  if (!consumer) throw new Error('the consumer went again');
  return consumer;
}
