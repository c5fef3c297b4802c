/**
 * The socket of a load peer: the `ws` package behind the SDK's port, because it costs less than Node's own. Counts every frame, and
 * knows when all that was opened is closed.
 */
import { WebSocket } from 'ws';
import type { OpenSocket } from '../../../client/sdk/socket.ts';
import type { PeerReport } from '../report/peer-report.ts';

export type Signalling = PeerReport['signalling'];

/** Payloads in bytes, without the framing of WebSocket. */
export class CountingSockets {
  readonly counts: Signalling = { sent: 0, sentBytes: 0, received: 0, receivedBytes: 0 };
  readonly #open = new Set<Promise<unknown>>();

  readonly open: OpenSocket = (url, subprotocol, handlers) => {
    const socket = new WebSocket(url, subprotocol, { perMessageDeflate: false, skipUTF8Validation: true });
    this.#remember(socket);
    let isOver = false;
    socket.on('open', () => {
      if (!isOver) handlers.opened();
    });
    socket.on('message', (data: Buffer, isBinary) => {
      this.counts.received += 1;
      this.counts.receivedBytes += data.length;
      if (!isOver) handlers.received(isBinary ? data : data.toString('utf8'));
    });
    socket.on('close', (code, word) => {
      if (!isOver) handlers.closed(code, word.toString('utf8'));
    });
    return {
      send: text => this.#send(socket, text),
      close(code, word) {
        isOver = true;
        socket.close(code, word);
      },
    };
  };

  async closed(): Promise<void> {
    await Promise.all(this.#open);
  }

  #send(socket: WebSocket, text: string): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    this.counts.sent += 1;
    this.counts.sentBytes += Buffer.byteLength(text);
    socket.send(text);
  }

  #remember(socket: WebSocket): void {
    const closed = new Promise<void>(resolve => {
      socket.on('close', () => resolve());
    });
    this.#open.add(closed);
    void closed.then(() => this.#open.delete(closed));
    socket.on('error', () => {}); // `close` follows and says all that matters
  }
}
