/** Sends the media of load transports by way of a relay, in place of the port that the server offers. */
import type { CreateTransport } from '../transport.ts';

export function throughRelay(port: number, create: CreateTransport): CreateTransport {
  return options => {
    const iceCandidates = options.info.iceCandidates.map(candidate => ({ ...candidate, port }));
    return create({ ...options, info: { ...options.info, iceCandidates } });
  };
}
