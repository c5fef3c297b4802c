/**
 * Whether one transport has a path, as the engine sees it: ICE and DTLS are done, and have not been lost since. Says when that changes.
 */
import type { EngineTransport } from '../media/engine.ts';

export interface PathListener {
  /** `took`: milliseconds since the path has been followed, or was lost; `again`: it was. */
  connected(path: { protocol: 'udp' | 'tcp'; took: number; again: boolean }): void;
  disconnected(): void;
}

/** From when the transport is made until it dies; its death is told to nobody. */
export function followPath(transport: EngineTransport, listener: PathListener): void {
  let since = performance.now();
  let connected = false;
  let again = false;
  const look = () => {
    const now = isConnected(transport);
    if (now === connected) return;
    connected = now;
    const took = performance.now() - since;
    if (now) {
      listener.connected({ protocol: transport.iceSelectedTuple?.protocol ?? 'udp', took, again });
      return;
    }
    since = performance.now();
    again = true;
    listener.disconnected();
  };
  transport.observer.on('icestatechange', look);
  transport.observer.on('dtlsstatechange', look);
}

function isConnected({ iceState, dtlsState }: EngineTransport): boolean {
  return dtlsState === 'connected' && (iceState === 'connected' || iceState === 'completed');
}
