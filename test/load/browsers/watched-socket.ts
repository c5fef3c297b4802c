/** In a page: the SDK's socket, with its frames counted and the moments of joining noted. */
import { type OpenSocket, openWebSocket } from '../../../client/sdk/socket.ts';

const encoder = new TextEncoder();

export class WatchedSockets {
  readonly signalling = { sent: 0, sentBytes: 0, received: 0, receivedBytes: 0 };
  /** performance.now() of the first `hello`, and of the answer to `join`. */
  hello: number | undefined;
  joined: number | undefined;
  /** Media that began anew. */
  generations = 0;
  /** Restarts of ICE. The SDK asks once for each transport before it needs to (spare-ice.ts): of these requests the first is none. */
  iceRestarts = 0;
  readonly #prepared = new Set<string>();

  readonly open: OpenSocket = (url, subprotocol, handlers) => {
    const socket = openWebSocket(url, subprotocol, {
      ...handlers,
      received: frame => {
        this.#received(String(frame));
        handlers.received(frame);
      },
    });
    return {
      send: text => {
        this.#sent(text);
        socket.send(text);
      },
      close: (code, word) => socket.close(code, word),
    };
  };

  #received(text: string): void {
    this.signalling.received += 1;
    this.signalling.receivedBytes += encoder.encode(text).length;
    const frame: { method?: string; result?: { peerId?: string } } = JSON.parse(text);
    if (frame.method === 'hello') this.hello ??= performance.now();
    if (frame.method === 'mediaRenewed') this.generations += 1;
    if (frame.result?.peerId !== undefined) this.joined ??= performance.now();
  }

  #sent(text: string): void {
    this.signalling.sent += 1;
    this.signalling.sentBytes += encoder.encode(text).length;
    const { method, params }: { method?: string; params?: { transportId?: string } } = JSON.parse(text);
    if (method === 'restartIce') this.#askedForIce(params?.transportId ?? '');
  }

  #askedForIce(transportId: string): void {
    if (this.#prepared.has(transportId)) this.iceRestarts += 1;
    this.#prepared.add(transportId);
  }
}
