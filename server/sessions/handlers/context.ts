/**
 * What handlers are given: nothing but a door before joining, a peer afterwards. So no handler ever asks whether there is one.
 */
import type { MethodIn, Params, Result } from '../../protocol/methods.ts';
import type { Peer } from '../../rooms/peer.ts';
import type { Registry } from '../../rooms/registry.ts';
import type { Room } from '../../rooms/room.ts';

export interface Connected {
  registry: Registry;
  /** Closed when the socket is gone: then nobody is let in any more. */
  applicant: { readonly closed: boolean };
}

/** What a handler is given that may run at any time. */
export interface Anytime {
  registry: Registry;
}

export interface Joined {
  peer: Peer;
}

/** What a handler that makes a session joined returns. */
export interface Admitted<M extends MethodIn<'connected'>> {
  peer: Peer;
  room: Room;
  result: Result<M>;
}

export type AdmissionHandler<M extends MethodIn<'connected'>> = (
  context: Connected,
  params: Params<M>,
) => Promise<Admitted<M>>;

/** Handlers that need no room: destructure, one call, return. */
export type AnytimeHandlers = {
  [Name in MethodIn<'any'>]: (context: Anytime, params: Params<Name>) => Result<Name>;
};

/** Handlers of joined sessions: destructure, one call, return. They throw RequestError. */
export type Handlers<M extends MethodIn<'joined'>> = {
  [Name in M]: (context: Joined, params: Params<Name>) => Promise<Result<Name>> | Result<Name>;
};
