/**
 * Whether the transports of a peer have their paths, as the engine sees it: ICE and DTLS are done, and have not been lost since. Tells
 * when that changes.
 */
import type { EngineTransport } from '../media/engine.ts';
import type { PeerTransition } from './transitions.ts';

type Told = (transition: PeerTransition) => void;
type Direction = 'send' | 'recv';

/**
 * From when both are made until they die; their death is told to nobody. `onReceiving`: the receive transport has its path, for the first
 * time or again.
 */
export function followPaths(
  { send, recv }: Readonly<Record<Direction, EngineTransport>>,
  told: Told,
  onReceiving: (transport: EngineTransport) => void,
): void {
  follow(send, 'send', told);
  follow(recv, 'recv', transition => {
    told(transition);
    if (transition.type === 'transportConnected') onReceiving(recv);
  });
}

function follow(transport: EngineTransport, direction: Direction, told: Told): void {
  let since = performance.now();
  let connected = false;
  let again = false;
  const look = () => {
    const now = isConnected(transport);
    if (now === connected) return;
    connected = now;
    if (now) {
      const protocol = transport.iceSelectedTuple?.protocol ?? 'udp';
      told({ type: 'transportConnected', direction, protocol, took: performance.now() - since, again });
      return;
    }
    since = performance.now();
    again = true;
    told({ type: 'transportDisconnected', direction });
  };
  transport.observer.on('icestatechange', look);
  transport.observer.on('dtlsstatechange', look);
}

function isConnected({ iceState, dtlsState }: EngineTransport): boolean {
  return dtlsState === 'connected' && (iceState === 'connected' || iceState === 'completed');
}
