/**
 * The port through which media reach the server: no socket here, so that media can be tested, and moved, without one.
 */
import type { MethodName, Params, Result } from '#protocol/methods.ts';

export type MediaMethod = Extract<
  MethodName,
  | 'connectTransport'
  | 'restartIce'
  | 'renewMedia'
  | 'publish'
  | 'unpublish'
  | 'pauseProducer'
  | 'resumeProducer'
  | 'startConsumers'
  | 'publishData'
>;

/** Requests leave in the order of the calls and are sent before the call returns. */
export interface Signalling {
  request<M extends MediaMethod>(method: M, params: Params<M>): Promise<Result<M>>;
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
