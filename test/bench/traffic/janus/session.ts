/**
 * One client of Janus: a WebSocket with a session on it, and in that one handle of the VideoRoom plugin
 * (https://janus.conf.meetecho.com/docs/rest.html, https://janus.conf.meetecho.com/docs/videoroom.html). Knows requests, no media.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';

interface Message {
  readonly janus: string;
  readonly transaction?: string;
  readonly data?: { readonly id: number };
  readonly error?: { readonly reason: string };
  readonly plugindata?: { readonly data: { readonly error?: string } };
  readonly jsep?: Jsep;
}

interface Jsep {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

interface Answer {
  settle(message: Message): void;
  fail(error: Error): void;
}

/** A session of which nothing is heard for 60 s is ended. */
const keepAliveEvery = 25_000; // ms

export class JanusSession {
  readonly #socket: WebSocket;
  readonly #answers = new Map<string, Answer>();
  readonly #keepAlive: NodeJS.Timeout;
  #transactions = 0;
  /** What is addressed by each request, once it is there. */
  #address: { session_id?: number; handle_id?: number } = {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#keepAlive = setInterval(() => this.#send({ janus: 'keepalive' }), keepAliveEvery);
    socket.on('message', data => this.#take(JSON.parse(String(data))));
    socket.on('close', () => {
      clearInterval(this.#keepAlive);
      for (const { fail } of this.#answers.values()) fail(new Error('Janus closed the socket'));
    });
  }

  static async open(url: string): Promise<JanusSession> {
    const socket = new WebSocket(url, 'janus-protocol', { perMessageDeflate: false });
    await once(socket, 'open');
    const session = new JanusSession(socket);
    try {
      await session.#begin();
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** A request to the plugin, with a description of our side of the connection or without. */
  request(body: object, jsep?: Jsep): Promise<Message> {
    return this.#ask({ janus: 'message', body, ...(jsep && { jsep }) });
  }

  /** The same, for Janus' description of its side. */
  async describe(body: object, jsep?: Jsep): Promise<string> {
    const answer = await this.request(body, jsep);
    if (!answer.jsep) throw new Error('Janus did not describe its side');
    return answer.jsep.sdp;
  }

  /** Janus ends what belongs to the session. */
  close(): void {
    this.#socket.close();
  }

  async #begin(): Promise<void> {
    const { data: created } = await this.#ask({ janus: 'create' });
    this.#address = { session_id: created?.id ?? 0 };
    const { data: attached } = await this.#ask({ janus: 'attach', plugin: 'janus.plugin.videoroom' });
    this.#address = { ...this.#address, handle_id: attached?.id ?? 0 };
  }

  /** Rejects with what Janus or its plugin says, or when the socket closes first. */
  #ask(message: object): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.#answers.set(this.#send(message), { settle: resolve, fail: reject });
    });
  }

  #send(message: object): string {
    this.#transactions += 1;
    const transaction = String(this.#transactions);
    this.#socket.send(JSON.stringify({ ...message, ...this.#address, transaction }));
    return transaction;
  }

  /** What belongs to no request tells of its own connections, which are seen here as well. An `ack` only says that an answer will come. */
  #take(message: Message): void {
    const answer = this.#answers.get(message.transaction ?? '');
    if (!answer || message.janus === 'ack') return;
    this.#answers.delete(message.transaction ?? '');
    const error = message.error?.reason ?? message.plugindata?.data.error;
    if (error === undefined) answer.settle(message);
    else answer.fail(new Error(`Janus: ${error}`));
  }
}
