/**
 * What the table of the HTTP API's routes says of each of them, and the addresses and parameters that they share. Knows no route.
 */
import Type, { type TSchema } from 'typebox';
import type { ProblemReason } from './problems.ts';
import { Closed, Id, RoomName } from './shapes.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As Fastify writes it: `:room` stands for the percent-encoded name. */
  path: `/api/${string}`;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** The status of success; 204 has no body. */
  status: 200 | 201 | 204;
  result: TSchema;
  /** The errors it can be answered with beyond those that every request can meet. */
  errors: readonly ProblemReason[];
  summary: string;
}

export const rooms = '/api/rooms';
export const room = `${rooms}/:room` as const;
export const peer = `${room}/peers/:peerId` as const;

export const inRoom = Closed({ room: RoomName });
export const inPeer = Closed({ room: RoomName, peerId: Id });
export const Nothing = Type.Null({ description: 'nothing' });
