/**
 * The table of methods: what a client may ask. Validation, the handler map, the client's call signatures and PROTOCOL.md all
 * come from it. A new method is one entry in the file of its feature and one handler in sessions/handlers/.
 */
import type { Static } from 'typebox';
import type { Method } from './method.ts';
import { checking } from './methods-checking.ts';
import { entering } from './methods-entering.ts';
import { media } from './methods-media.ts';
import { moderating } from './methods-moderating.ts';
import { presence } from './methods-presence.ts';

export const methods = { ...entering, ...media, ...presence, ...moderating, ...checking };

type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Params<M extends MethodName> = Static<Methods[M]['params']>;
export type Result<M extends MethodName> = Static<Methods[M]['result']>;
/** The methods that a session in the given phase may call. */
export type MethodIn<P extends Method['phase']> = {
  [M in MethodName]: Methods[M]['phase'] extends P ? M : never;
}[MethodName];

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** Tokens that a request takes from the rate limit, whether or not there is such a method. */
export function costOf(name: string): number {
  return isMethod(name) ? methods[name].cost : 1;
}
