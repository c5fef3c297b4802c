/**
 * Janus as Debian packages it, with its defaults: a process of its own, the VideoRoom plugin, signalling by WebSocket. Knows nothing of
 * rooms and who is in them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { outwardAddresses } from '../../../server/lib/interfaces.ts';
import { findInPath } from '../../support/find-program.ts';
import { freeHttpPort } from '../../support/free-ports.ts';
import { poll } from '../../support/poll.ts';
import type { BenchServer } from './server.ts';

const loopback = '127.0.0.1';

/** Why it cannot be measured here, and what to do; undefined: it can. */
export function janusMissing(env: Readonly<Record<string, string | undefined>> = process.env) {
  if (findInPath('janus', env)) return undefined;
  return 'Janus is not installed. Run: sudo apt-get install janus (Debian and Ubuntu)';
}

export async function startJanus(): Promise<BenchServer> {
  const missing = janusMissing();
  if (missing) throw new Error(missing);
  const folder = mkdtempSync(join(tmpdir(), 'plenum-janus-'));
  try {
    return await run(folder, await freeHttpPort());
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function run(folder: string, port: number): Promise<BenchServer> {
  const log = join(folder, 'log');
  configure(folder, port);
  const janus = spawn('janus', ['--configs-folder', folder, '--log-file', log, '--disable-stdout'], {
    stdio: 'ignore',
    detached: true, // in a session of its own, as Plenum is
  });
  const kill = () => janus.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    await killed(janus);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await poll('Janus listens', () => {
      if (janus.exitCode !== null || janus.signalCode !== null) throw new Error('it ended');
      return isListening(port);
    });
  } catch (cause) {
    const said = readFileSync(log, { encoding: 'utf8', flag: 'a+' }).slice(-2_000);
    await stop();
    throw new Error(`Janus did not start: ${said}`, { cause });
  }
  return {
    kind: 'janus',
    url: `ws://${loopback}:${port}`,
    pids: { worker: janus.pid ?? 0 },
    mediaPort: 0,
    stop,
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, loopback);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Of the plugins and transports only those that are used; with the others Janus would be no faster, but would listen to more. */
const left = {
  plugins: [
    ...['audiobridge', 'duktape', 'echotest', 'lua', 'nosip', 'recordplay'],
    ...['sip', 'streaming', 'textroom', 'videocall', 'voicemail'],
  ],
  transports: ['http', 'mqtt', 'nanomsg', 'pfunix', 'rabbitmq'],
  loggers: ['jsonlog'],
};

/** What is not said here is as Janus has it: a thread for each client, no limits of bitrate, no recording, no door for administrators. */
function configure(folder: string, port: number): void {
  const sections = Object.entries(left).map(([section, names]) => {
    const files = names.map(name => `libjanus_${name}.so`);
    return `${section}: { disable = "${files.join(',')}" }`;
  });
  const files = {
    'janus.jcfg': [
      `general: { configs_folder = "${folder}" }`,
      `nat: { ice_lite = true, ice_enforce_list = "${mediaAddress()}" }`,
      ...sections,
    ],
    'janus.plugin.videoroom.jcfg': ['general: { string_ids = true }'],
    'janus.transport.websockets.jcfg': [`general: { ws = true, ws_ip = "${loopback}", ws_port = ${port} }`],
  };
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
}

/** Janus passes the loopback interface over; what goes to an address of this machine does not leave it either. */
function mediaAddress(): string {
  const found = outwardAddresses(networkInterfaces()).find(address => !address.includes(':'));
  if (!found || found.startsWith('127.')) throw new Error('Janus needs an IPv4 address other than 127.0.0.1');
  return found;
}
