/**
 * The process: settings in, the server up, signals, exit code. Everything that talks to a person at the terminal is here.
 */
import { networkInterfaces } from 'node:os';
import { type App, buildApp } from './app.ts';
import { KeyError } from './auth/keys.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { type Certificate, CertificateError } from './http/tls/certificate.ts';
import { createLog, type Log } from './log.ts';
import { AnnouncedAddressError } from './media/announced-addresses.ts';
import { MediaPortError } from './media/pool-worker.ts';
import { ensureWorkerBinary } from './media/worker-binary/ensure.ts';
import { urlsOf } from './urls.ts';

const closeLimit = 10_000; // ms
const hurriedLimit = 1_000; // ms, to tell everybody
const echoWithin = 500; // ms

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const log = createLog(config.logLevel);
  const app = await start(config, log);
  ownSignals(app, log, config);
  await listen(app, config);
  await listenForMetrics(app, config, log);
  if (config.access === 'open') {
    log.warn(`anybody with the link can come in: ${howToClose(config)} to let in only who has a token`);
  }
  void app.doctor.tell(log); // nobody waits for it
  const { here, elsewhere } = urlsOf(config, networkInterfaces());
  console.log(`Plenum is ready: ${here}`);
  if (app.tls) tellCertificate(app.tls.certificate, elsewhere);
}

function howToClose({ tokens: { secret, keysFile } }: Config): string {
  return secret === undefined && keysFile === undefined ? 'set TOKEN_SECRET' : 'take ACCESS=open away';
}

async function start(config: Config, log: Log): Promise<App> {
  try {
    const workerBin = await ensureWorkerBinary({
      configured: config.workerBin,
      cacheDir: config.cacheDir,
      log: line => console.log(line),
    });
    return await buildApp({ config, workerBin, log });
  } catch (error) {
    const advice = adviceFor(error);
    throw new StartError(sentenceOf(error) + advice, { cause: error });
  }
}

function adviceFor(error: unknown): string {
  if (error instanceof MediaPortError) return '. Check MEDIA_PORT and LISTEN_ADDRESS.';
  if (error instanceof AnnouncedAddressError) return '. Check ANNOUNCED_ADDRESS.';
  if (error instanceof CertificateError) return '. Check TLS_CERT and TLS_KEY.';
  return error instanceof KeyError ? '. Check TOKEN_SECRET and TOKEN_KEYS.' : '';
}

/** What went wrong, and what lies behind it. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${sentenceOf(error.cause)})`;
}

async function listen(app: App, { host, port }: Config): Promise<void> {
  try {
    await app.fastify.listen({ host, port });
  } catch (error) {
    await app.close();
    const code = codeOf(error);
    if (code === 'EADDRINUSE') throw new StartError(`Port ${port} is in use. Set PORT to another one.`);
    if (code === 'EACCES')
      throw new StartError(`Port ${port} needs more rights. Set PORT to one above 1023.`);
    throw error;
  }
}

async function listenForMetrics(app: App, { metrics }: Config, log: Log): Promise<void> {
  if (!app.metrics || !metrics) return;
  try {
    const url = await app.metrics.listen();
    log.info({ url: `${url}/metrics` }, 'the metrics can be read');
  } catch (error) {
    await app.close();
    const why = sentenceOf(error);
    const isElsewhere = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(String(codeOf(error)));
    const advice = isElsewhere ? 'Check METRICS_HOST.' : 'Set it to another one, or to off.';
    throw new StartError(`Cannot open METRICS_PORT ${metrics.port} (${why}). ${advice}`);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/**
 * The first SIGTERM ends the server in order, exit code 0, once calls have had their time to end, as does an administrator who asks for it; SIGINT does so without that time. One
 * more ends the time; one after that, or 10 s, ends the server at once. One that follows another closely is the same once more: Ctrl-C
 * reaches a server under npm from the terminal and from npm.
 */
function ownSignals(app: App, log: Log, { drainSeconds }: Config): void {
  let heardAt = Number.NEGATIVE_INFINITY;
  let state: 'running' | 'draining' | 'closing' = 'running';
  const close = (limit: number) => {
    state = 'closing';
    setTimeout(() => endNow(app), limit).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  const drain = () => {
    state = 'draining';
    tellDraining(app, drainSeconds);
    void app.drain().then(() => state === 'draining' && close(closeLimit));
  };
  const end = (signal: NodeJS.Signals) => {
    const isEcho = performance.now() - heardAt <= echoWithin;
    if (isEcho) return;
    heardAt = performance.now();
    log.info({ signal }, state === 'running' ? 'shutting down' : 'shutting down at once');
    if (state === 'closing') endNow(app);
    else if (state === 'draining') close(hurriedLimit);
    else if (signal === 'SIGINT') close(closeLimit);
    else drain();
  };
  void app.drainAsked.then(() => state === 'running' && drain());
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

function tellDraining({ registry }: App, seconds: number | null): void {
  const { peers } = registry;
  if (peers === 0 || seconds === 0) return;
  const inside = `${peers} ${peers === 1 ? 'peer is' : 'peers are'} in a call`;
  const limit = seconds === null ? 'when they have left' : `when they have left, or in ${seconds} s`;
  console.log(
    `Nobody else is let in, but ${inside}: the server ends ${limit}. Another signal ends it at once.`,
  );
}

function endNow(app: App): never {
  app.pool.kill();
  process.exit(1);
}

/** For a phone in the same network, which gets no camera without HTTPS. */
function tellCertificate({ selfSigned, fingerprint }: Certificate, elsewhere: readonly string[]): void {
  if (elsewhere.length > 0) console.log(`From other devices: ${elsewhere.join(' ')}`);
  if (!selfSigned) return;
  console.log(`Browsers warn of its certificate, which it made itself, once on each device. It is the right one when its
SHA-256 fingerprint is ${fingerprint}`);
}

/** A start that failed for a reason that needs no stack trace. */
class StartError extends Error {
  override readonly name = 'StartError';
}

function fail(error: unknown): never {
  if (error instanceof ConfigError) {
    console.error(
      `The settings are not right:\n${error.mistakes.map(mistake => `  - ${mistake}`).join('\n')}`,
    );
  } else if (error instanceof StartError) {
    console.error(error.message);
  } else {
    console.error(error);
  }
  process.exit(1);
}

main().catch(fail);
