/**
 * `npm run doctor`: looks at settings, machine and network, of the server that runs here, or of the one that would start. Prints what it
 * found, with a remedy for what is wrong; ends with 0 where nothing is, 1 for errors, 2 for a command that it does not understand.
 */
import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, loadConfig, misspeltIn } from '../server/config.ts';
import { checks } from '../server/doctor/checks/index.ts';
import { checkPorts } from '../server/doctor/checks/ports.ts';
import { aboutNames } from '../server/doctor/checks/settings.ts';
import { askHealth } from '../server/doctor/checks/web-requests.ts';
import { examine, reportOf } from '../server/doctor/examine.ts';
import { reasonOf, reporterOf } from '../server/doctor/findings.ts';
import { NotExamined, type OpenDoors } from '../server/doctor/patient.ts';
import { openRemoteDoors } from '../server/doctor/remote-doors.ts';
import { thisMachine } from '../server/doctor/this-machine.ts';
import { isBindable } from '../server/lib/port-free.ts';
import { portHolder } from '../server/lib/port-holder.ts';
import { createLog } from '../server/log.ts';
import { listenInfos } from '../server/media/listen-infos.ts';
import { ensureWorkerBinary } from '../server/media/worker-binary/ensure.ts';
import { WorkerPool } from '../server/media/worker-pool.ts';
import type { DoctorReport, Finding } from '../server/protocol/doctor.ts';
import { printReport } from './doctor-report.ts';

const usage = `npm run doctor -- [--json] [--strict]
  --json     the report, as GET /api/doctor gives it, and nothing else
  --strict   warnings count as errors`;

interface RunningServer {
  readonly origin: string;
  readonly instance: string;
}

async function report(): Promise<DoctorReport> {
  let config: Config;
  try {
    config = loadConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError)
      return reportOf([...error.mistakes.map(mistake), ...aboutNames(misspeltIn(process.env))]);
    throw error;
  }
  const running = await findServer(config);
  return running ? examineRunning(config, running) : examineStopped(config);
}

function mistake(sentence: string): Finding {
  const [name = 'settings'] = /^[A-Z][A-Z_]+/.exec(sentence) ?? [];
  const remedy = `Correct ${name} in .env, or where the server gets its environment from; .env.example says what it may be.`;
  return reporterOf('settings').error(name, sentence, remedy);
}

async function findServer({ host, port, tls }: Config): Promise<RunningServer | undefined> {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const origin = `${tls.kind === 'off' ? 'http' : 'https'}://${name}:${port}`;
  const health = await askHealth(origin).catch(() => undefined);
  return health?.instance === undefined ? undefined : { origin, instance: health.instance };
}

async function examineRunning(config: Config, { origin, instance }: RunningServer): Promise<DoctorReport> {
  const { host, port, workers, cacheDir, workerBin } = config;
  const holder = await portHolder('tcp', port);
  const boundAt = (mediaPort: number) =>
    listenInfos(config, mediaPort, networkInterfaces()).map(({ protocol, ip }) => ({
      protocol,
      address: ip,
      port: mediaPort,
    }));
  return examine({
    settings: config,
    machine: thisMachine(holder?.pid),
    web: { host, port, owner: 'this' },
    instance,
    cacheDir,
    workerBin,
    openDoors: () => openRemoteDoors({ origin, workers, boundAt }),
  });
}

/** Starts workers for the time of the examination, so that it is the real ones that are looked at. */
async function examineStopped(config: Config): Promise<DoctorReport> {
  const { host, port, cacheDir, workerBin } = config;
  const owner = (await isBindable('tcp', port, host)) === 'EADDRINUSE' ? 'another' : 'nobody';
  const machine = thisMachine();
  const patient = {
    settings: config,
    machine,
    web: { host, port, owner },
    instance: undefined,
    cacheDir,
    workerBin,
  } as const;
  const ports = await checkPorts(patient); // before the workers have them
  const workers = await startWorkers(config, ports);
  const { port: _, ...others } = checks;
  try {
    const { findings } = await examine({ ...patient, openDoors: () => workers.openDoors() }, others);
    return reportOf([...ports, ...findings]);
  } finally {
    await workers.close();
  }
}

interface Workers {
  openDoors(): Promise<OpenDoors>;
  close(): Promise<void>;
}

/** That they cannot be had is for the examination to tell. */
async function startWorkers(config: Config, ports: readonly Finding[]): Promise<Workers> {
  const none = (error: Error): Workers => ({ openDoors: () => Promise.reject(error), close: async () => {} });
  if (ports.some(({ status }) => status === 'error')) {
    return none(new NotExamined('Ports that the server needs cannot be had, so no worker was started.'));
  }
  try {
    const workerBin = await ensureWorkerBinary({
      configured: config.workerBin,
      cacheDir: config.cacheDir,
      log: line => console.error(line),
    });
    return await WorkerPool.start({ ...config, workerBin }, createLog('silent'));
  } catch (error) {
    return none(new Error(reasonOf(error), { cause: error }));
  }
}

try {
  const flag = { type: 'boolean', default: false } as const;
  const { json, strict, help } = parseArgs({ options: { json: flag, strict: flag, help: flag } }).values;
  if (help) {
    console.log(usage);
  } else {
    const found = await report();
    if (json) console.log(JSON.stringify(found, null, 2));
    else printReport(found);
    const bad = strict ? ['error', 'warning'] : ['error'];
    process.exitCode = found.findings.some(({ status }) => bad.includes(status)) ? 1 : 0;
  }
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!(error instanceof Error && code.startsWith('ERR_PARSE_ARGS'))) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
