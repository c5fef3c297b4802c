/**
 * Tells one endpoint what happens to the rooms: of each room in order, of several rooms side by side. Whatever is not accepted is sent
 * again, with the same id, as long as the history keeps it. Knows nothing of who may be told.
 */
import type { LookupFunction } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { HistoryEntry } from '../protocol/history.ts';
import { type BackOff, pauseAfter, usualBackOff } from './back-off.ts';
import { Endpoint } from './endpoint.ts';
import type { RoomHistory } from './history.ts';
import { type DeliveryPorts, RoomDelivery } from './room-delivery.ts';
import { sign } from './signature.ts';

export interface DeliveryTimes {
  /** For one POST, in milliseconds. */
  timeout: number;
  backOff: BackOff;
  /** What is pending when it closes gets so long, in milliseconds. */
  grace: number;
}

const usualTimes: DeliveryTimes = { timeout: 10_000, backOff: usualBackOff, grace: 2_000 };

export interface WebhooksOptions {
  history: RoomHistory;
  url: string;
  /** Of the signatures: `whsec_` and base64, or any text. */
  secret: string;
  log: Log;
  /** Whether the endpoint may be on a private address. */
  allowPrivate?: boolean;
  times?: Partial<DeliveryTimes>;
  /** How the endpoint's name is resolved, where it is not the system's way. */
  lookup?: LookupFunction;
}

/** So many rooms are told of at the same time. */
const atOnce = 32;

export class Webhooks {
  readonly #endpoint: Endpoint;
  readonly #secret: string;
  readonly #log: Log;
  readonly #times: DeliveryTimes;
  readonly #ports: DeliveryPorts;
  readonly #rooms = new Map<string, RoomDelivery>();
  /** The rooms whose entry was not accepted the last time. */
  readonly #failing = new Set<string>();
  readonly #unsubscribe: () => void;
  #isDown = false;
  #hasMissed = false;
  #closing: Promise<void> | undefined;

  /** Tells what happens from now on. Throws TargetError when the URL can be no target. */
  constructor({ history, url, secret, log, allowPrivate = false, times, lookup }: WebhooksOptions) {
    this.#times = { ...usualTimes, ...times };
    const { timeout } = this.#times;
    this.#endpoint = new Endpoint({ url, allowPrivate, timeout, atOnce, ...(lookup && { lookup }) });
    this.#secret = secret;
    this.#log = log.child({ webhook: this.#endpoint.origin });
    this.#ports = this.#portsTo(history);
    this.#unsubscribe = history.subscribe(entry => this.#wake(entry));
  }

  /** What is pending gets a short while; then nothing more is sent, and no timer or socket is left. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#unsubscribe();
    const allDone = Promise.all([...this.#rooms.values()].map(room => room.finish()));
    const inTime = new AbortController();
    const { signal } = inTime;
    await Promise.race([allDone, pause(this.#times.grace, undefined, { signal }).catch(() => {})]);
    inTime.abort();
    this.#endpoint.close();
    const behind = (await allDone).filter(isDone => !isDone).length;
    if (behind > 0) this.#log.warn({ rooms: behind }, 'webhooks were not accepted before the end');
  }

  #wake({ roomId, seq }: HistoryEntry): void {
    let room = this.#rooms.get(roomId);
    if (!room) {
      room = new RoomDelivery(roomId, seq - 1, this.#ports);
      this.#rooms.set(roomId, room);
    }
    room.wake();
  }

  #portsTo(history: RoomHistory): DeliveryPorts {
    return {
      history,
      send: entry => this.#send(entry),
      pauseAfter: failures => pauseAfter(failures, this.#times.backOff, Math.random()),
      accepted: roomId => this.#accepted(roomId),
      failed: (roomId, error) => this.#failed(roomId, error),
      missed: roomId => this.#missed(roomId),
      ended: roomId => {
        this.#rooms.delete(roomId);
        this.#failing.delete(roomId);
      },
    };
  }

  async #send(entry: HistoryEntry): Promise<void> {
    const body = JSON.stringify(entry);
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'plenum',
      'webhook-id': entry.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(this.#secret, entry.id, timestamp, body),
    };
    await this.#endpoint.post(headers, body);
  }

  #accepted(roomId: string): void {
    this.#failing.delete(roomId);
    if (!this.#isDown || this.#failing.size > 0) return;
    this.#isDown = false;
    this.#hasMissed = false;
    this.#log.info('webhooks are accepted again');
  }

  #failed(roomId: string, error: unknown): void {
    this.#failing.add(roomId);
    if (this.#isDown) return;
    this.#isDown = true;
    this.#log.info({ problem: (error as Error).message }, 'webhooks are not accepted; they are sent again');
  }

  /** Told once in each time of trouble: every room may have lost something then. */
  #missed(roomId: string): void {
    if (this.#hasMissed) return;
    this.#hasMissed = true;
    this.#log.warn({ roomId }, 'webhooks were dropped: the history was full before they were accepted');
  }
}
