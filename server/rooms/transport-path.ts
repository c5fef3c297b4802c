/**
 * Whether the transports of a peer have their paths, as the engine sees it: ICE and DTLS are done, and have not been lost since. Tells
 * when that changes.
 */
import type { EngineTransport } from '../media/engine.ts';
import type { PeerMedia } from './peer-media.ts';
import type { PeerTransition } from './transitions.ts';

type Told = (transition: PeerTransition) => void;
type Direction = 'send' | 'recv';

/**
 * From when both are made until they die; their death is told to nobody. `onReceiving`: the receive transport has its path, for the first
 * time or again.
 */
export function followPaths(
  media: Pick<PeerMedia, Direction | 'beganAt'>,
  told: Told,
  onReceiving: (transport: EngineTransport) => void,
): void {
  follow(media, 'send', told);
  follow(media, 'recv', transition => {
    told(transition);
    if (transition.type === 'transportConnected') onReceiving(media.recv);
  });
}

function follow(media: Pick<PeerMedia, Direction | 'beganAt'>, direction: Direction, told: Told): void {
  const transport = media[direction];
  const madeAt = performance.now();
  let lostAt: number | undefined;
  let connected = false;
  const look = () => {
    const now = isConnected(transport);
    if (now === connected) return;
    connected = now;
    if (now) {
      const protocol = transport.iceSelectedTuple?.protocol ?? 'udp';
      const since = lostAt ?? media.beganAt(transport) ?? madeAt;
      const took = performance.now() - since;
      told({ type: 'transportConnected', direction, protocol, took, again: lostAt !== undefined });
      return;
    }
    lostAt = performance.now();
    told({ type: 'transportDisconnected', direction });
  };
  transport.observer.on('icestatechange', look);
  transport.observer.on('dtlsstatechange', look);
}

function isConnected({ iceState, dtlsState }: EngineTransport): boolean {
  return dtlsState === 'connected' && (iceState === 'connected' || iceState === 'completed');
}
