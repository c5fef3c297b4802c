/**
 * HTTPS of the web server: which certificate it has, and that a renewed one is served without a restart. Owned by the app;
 * knows no settings.
 */
import type { RequestListener, Server } from 'node:http';
import type { Log } from '../../log.ts';
import { type Certificate, validityWarning } from './certificate.ts';
import type { CertificateSource } from './certificate-source.ts';
import { createTlsServer, type TlsServer } from './tls-server.ts';

export class Tls {
  readonly #source: CertificateSource;
  readonly #log: Log;
  readonly #servers: TlsServer[] = [];
  #certificate: Certificate;
  /** Of the source, when its certificate was loaded. */
  #state: string;
  /** Of the source, when it could not be. */
  #failed: { state: string; told: boolean } | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(source: CertificateSource, state: string, certificate: Certificate, log: Log) {
    this.#source = source;
    this.#state = state;
    this.#certificate = certificate;
    this.#log = log;
  }

  /** Rejects with CertificateError when there is nothing to serve. One that is out of date is served, with a warning. */
  static async start(source: CertificateSource, log: Log): Promise<Tls> {
    const state = await source.state(); // before the load: what changes meanwhile is seen at the next look
    const tls = new Tls(source, state, await source.load(), log);
    tls.#warn();
    tls.#again();
    return tls;
  }

  /** The one that new connections get. */
  get certificate(): Certificate {
    return this.#certificate;
  }

  createServer(handler: RequestListener): Server {
    const made = createTlsServer(this.#certificate, handler);
    this.#servers.push(made);
    return made.server;
  }

  /** To be called before the servers close: they wait for connections that only this knows of. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const server of this.#servers) server.hangUp();
  }

  #again(): void {
    const timer = setTimeout(() => {
      void this.#look().then(() => {
        if (this.#timer === timer) this.#again(); // it was not closed meanwhile
      });
    }, this.#source.every);
    this.#timer = timer.unref();
  }

  async #look(): Promise<void> {
    const state = await this.#source.state();
    if (state === this.#state) return;
    try {
      this.#renew(await this.#source.load());
      this.#state = state;
      this.#failed = undefined;
    } catch (error) {
      this.#tell(state, error);
    }
  }

  #renew(fresh: Certificate): void {
    if (fresh.fingerprint === this.#certificate.fingerprint) return;
    for (const server of this.#servers) server.use(fresh);
    this.#certificate = fresh;
    const { fingerprint, until } = fresh;
    this.#log.info({ fingerprint, until }, 'the certificate was renewed');
    this.#warn();
  }

  /** Once, and not of a pair that is being written at this moment. */
  #tell(state: string, error: unknown): void {
    const again = this.#failed?.state === state;
    if (again && !this.#failed?.told) {
      const why = error instanceof Error ? error.message : String(error);
      this.#log.warn(`the certificate has changed and cannot be used, the one before stays: ${why}`);
    }
    this.#failed = { state, told: again };
  }

  #warn(): void {
    const warning = validityWarning(this.#certificate);
    if (warning !== undefined) this.#log.warn(warning);
  }
}
