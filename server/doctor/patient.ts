/**
 * What is examined: settings, machine, and the ways to the running parts, as the doctor is handed them. Types only.
 */
import type { Interfaces } from '../lib/interfaces.ts';
import type { Endpoint } from '../lib/stun/attributes.ts';
import type { IceCredentials } from '../lib/stun/binding.ts';

export interface MediaEndpoint extends Endpoint {
  readonly protocol: 'udp' | 'tcp';
}

/** A transport on one worker: with its credentials the worker's media port answers. */
export interface MediaDoor {
  readonly ice: IceCredentials;
  /** What the port is bound to; a wildcard stands for all addresses of its family. */
  readonly bound: readonly MediaEndpoint[];
  /** What clients are told. */
  readonly offered: readonly MediaEndpoint[];
}

export interface OpenDoors {
  readonly doors: readonly MediaDoor[];
  close(): void;
}

/** The part of the settings that is looked at. */
export interface ExaminedSettings {
  readonly announcedAddresses: readonly string[];
  readonly publicUrl: string | undefined;
  readonly mediaPort: number;
  readonly workers: number;
  readonly tls:
    | { readonly kind: 'off' | 'self-signed' }
    | { readonly kind: 'files'; readonly cert: string; readonly key: string };
  readonly turn: { readonly urls: readonly string[]; readonly secret: string } | undefined;
  readonly trustedProxies: readonly string[];
  readonly edge: { readonly maxPeers: number };
  /** Names in the environment that are nearly those of settings. */
  readonly misspelt: readonly { readonly given: string; readonly meant: string }[];
}

export interface Machine {
  readonly interfaces: Interfaces;
  readonly inContainer: boolean;
  /** The folder that holds `proc` and `run`: `/`, but in tests. */
  readonly root: string;
  /** Process of the server, in `proc`. */
  readonly pid: number | 'self';
  readonly nodeVersion: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
}

/** Why something cannot be looked at: told as it is, and no fault. */
export class NotExamined extends Error {
  override readonly name = 'NotExamined';
}

export interface Patient {
  readonly settings: ExaminedSettings;
  readonly machine: Machine;
  /** Where the web server listens. `this`: it is this server; `nobody`: no server runs; `another`: some other program has the port. */
  readonly web: {
    readonly host: string;
    readonly port: number;
    readonly owner: 'this' | 'nobody' | 'another';
  };
  /** By which `/healthz` of this server can be told from others'; undefined: it does not run. */
  readonly instance: string | undefined;
  /** Folder for what is made once per machine. */
  readonly cacheDir: string;
  /** Path of the worker program; undefined: it is yet to be found or made, and then kept in that folder. */
  readonly workerBin: string | undefined;
  /** Certificates (PEM) to trust besides those of the system. */
  readonly ca?: string;
  /** One door for each worker. Rejects with NotExamined where that is no fault of its own, or with what is wrong. */
  openDoors(): Promise<OpenDoors>;
}

/** What checks get: the doors are opened once, for all. */
export interface Opened extends Omit<Patient, 'openDoors'> {
  readonly doors: Promise<readonly MediaDoor[]>;
}
