/** A WebSocket without a network: keeps what was sent, and leaves it unread when the test says so. */
import type { NotificationFrame, ServerFrame } from '#protocol/jsonrpc.ts';
import type { Socket } from '../../server/sessions/socket.ts';

export class FakeSocket implements Socket {
  readonly frames: ServerFrame[] = [];
  closed: { code: number; reason: string } | undefined;
  terminated = false;
  readonly pinged: string[] = [];
  bufferedAmount = 0;
  /** The other end has stopped reading: what is sent piles up in `bufferedAmount`. */
  stalled = false;
  #watchers: (() => void)[] = [];

  send(text: string): void {
    if (this.stalled) this.bufferedAmount += Buffer.byteLength(text);
    this.frames.push(JSON.parse(text));
    this.#changed();
  }

  ping(payload = ''): void {
    this.pinged.push(payload);
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
    this.#changed();
  }

  terminate(): void {
    this.terminated = true;
    this.#changed();
  }

  /** The notifications of one method, or all of them. */
  notifications(method?: string): NotificationFrame[] {
    return this.frames
      .filter(frame => 'method' in frame)
      .filter(frame => method === undefined || frame.method === method);
  }

  /** Resolves with what `find` finds as soon as it finds something. */
  async until<T>(find: (socket: this) => T | undefined): Promise<T> {
    for (;;) {
      const found = find(this);
      if (found !== undefined) return found;
      await new Promise<void>(resolve => this.#watchers.push(resolve));
    }
  }

  #changed(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }
}
