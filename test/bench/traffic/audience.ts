/**
 * One publisher and those who receive it, through a server or through the ruler: what the generator measures with, whatever is behind it.
 */
import type { ServerAddress } from '../servers/server.ts';

export interface AudienceOptions {
  readonly server: ServerAddress;
  readonly room: string;
  readonly subscribers: number;
  readonly withTransportCc: boolean;
}

export interface Totals {
  readonly received: number;
  readonly bytes: number;
}

export interface Audience {
  readonly subscribers: number;
  /** Called with the milliseconds from sending to arrival, for each packet and subscriber. */
  set onDelay(listener: (milliseconds: number) => void);
  /** One packet. */
  send(): void;
  /** Of all subscribers, since they are here. */
  totals(): Totals;
  close(): void;
}
