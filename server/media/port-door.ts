/**
 * A transport whose only use is that its worker's media port answers STUN with its credentials: for checks. On a router of its own, which
 * dies with the worker.
 */
import type { IceCandidate, IceParameters, Worker } from 'mediasoup/types';
import { adopt } from '../lib/adopt.ts';
import { createTransport, type Listening } from './room-router.ts';
import { transportInfo } from './transport-info.ts';

export interface PortDoor {
  readonly ice: IceParameters;
  /** As the engine has bound them, wildcards included. */
  readonly bound: readonly IceCandidate[];
  /** As clients are told. */
  readonly offered: readonly Pick<IceCandidate, 'protocol' | 'address' | 'port'>[];
  close(): void;
}

/** Rejects, with nothing left open, when the worker dies meanwhile. */
export async function openPortDoor(worker: Worker, listening: Listening): Promise<PortDoor> {
  const router = await worker.createRouter();
  try {
    const transport = adopt(router, await createTransport(router, listening, false));
    return {
      ice: transport.iceParameters,
      bound: transport.iceCandidates,
      offered: transportInfo(transport, listening.offer).iceCandidates,
      close: () => router.close(),
    };
  } catch (error) {
    router.close();
    throw error;
  }
}
