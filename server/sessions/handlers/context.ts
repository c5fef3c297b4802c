/**
 * What handlers are given: nothing but a door before joining, a peer afterwards. So no handler ever asks whether there is one.
 */
import type { Access } from '../../auth/access.ts';
import type { Turn } from '../../auth/turn.ts';
import type { KeptChecks } from '../../checks/kept-checks.ts';
import type { MethodIn, Params, Result } from '../../protocol/methods.ts';
import type { Applicant } from '../../rooms/lobby.ts';
import type { Peer } from '../../rooms/peer.ts';
import type { Registry } from '../../rooms/registry.ts';
import type { Room } from '../../rooms/room.ts';
import type { TransitionListener } from '../../rooms/transitions.ts';
import type { AddressAllowance } from '../address-limits.ts';
import type { OwnProbes } from '../own-probes.ts';

export interface Connected {
  registry: Registry;
  access: Access;
  turn: Turn;
  /** What the address of the socket may do. */
  address: AddressAllowance;
  applicant: Applicant;
  onTransition: TransitionListener;
}

/** What a handler is given that may run at any time. */
export interface Anytime {
  registry: Registry;
  access: Access;
  /** What the address of the socket may do. */
  address: AddressAllowance;
  /** Those of the session. */
  probes: OwnProbes;
  checks: KeptChecks;
}

/** Whether the peer may call the method at all has been asked (`permission` in the table). */
export interface Joined {
  peer: Peer;
  room: Room;
}

/** What a handler that makes a session joined returns. */
export interface Admitted<M extends MethodIn<'connected'>> {
  peer: Peer;
  room: Room;
  result: Result<M>;
  /** Of the last event that the result knows. */
  seq: number;
  /** It was in the room before. */
  resumed: boolean;
}

export type AdmissionHandler<M extends MethodIn<'connected'>> = (
  context: Connected,
  params: Params<M>,
) => Promise<Admitted<M>>;

/** Handlers that need no room: destructure, one call, return. */
export type AnytimeHandlers = {
  [Name in MethodIn<'any'>]: (context: Anytime, params: Params<Name>) => Promise<Result<Name>>;
};

/** Handlers of joined sessions: destructure, one call, return. They throw RequestError. */
export type Handlers<M extends MethodIn<'joined'>> = {
  [Name in M]: (context: Joined, params: Params<Name>) => Promise<Result<Name>> | Result<Name>;
};
