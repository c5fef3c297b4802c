/** What of a load peer outlives its visits. Data only. */
import type { Source } from '../../../server/protocol/words.ts';
import type { CountingSockets } from './counting-socket.ts';
import type { LoadPeerOptions } from './peer.ts';
import type { Tally } from './tally.ts';

export interface Life {
  readonly options: LoadPeerOptions;
  readonly sockets: CountingSockets;
  readonly tally: Tally;
  readonly counts: { reconnects: number; generations: number; iceRestarts: number };
  /** How often each source was begun to be sent. */
  readonly times: Map<Source, number>;
  isSpeaking: boolean;
}
