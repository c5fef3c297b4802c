/**
 * `npm run check-stack -- https://meet.example.org`: what people meet who come to a running server from where this is run: page, certificate,
 * socket, media ports, TURN. Asks no one but that server and the TURN servers that it names. Ends with 0 where nothing is wrong, 1 for
 * errors, 2 for a command that it does not understand.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { httpUrl } from '../server/config-setting.ts';
import { reportOf } from '../server/doctor/examine.ts';
import { reasonOf, reporterOf } from '../server/doctor/findings.ts';
import type { Finding } from '../server/protocol/doctor.ts';
import { printReport } from './doctor-report.ts';
import { checkMedia } from './stack/media.ts';
import { openProbe, type Probe } from './stack/probe.ts';
import { checkTurn } from './stack/turn.ts';
import { checkWeb } from './stack/web.ts';

const usage = `npm run check-stack -- URL [--ca FILE] [--json]
  URL        where people find the server: https://meet.example.org, http://localhost
  --ca FILE  certificate (PEM) of an authority to trust besides those of the system
  --json     the report, as GET /api/doctor gives one, and nothing else`;

/** A mistake of who typed the command. */
class UsageError extends Error {}

function readCommand() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ca: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const url = httpUrl(positionals[0] ?? '');
  if (!values.help && (!url || positionals.length > 1)) throw new UsageError('One URL is needed.');
  return { ...values, origin: url?.origin ?? '', ca: values.ca && readFileSync(values.ca, 'utf8') };
}

async function check(origin: string, ca: string | undefined): Promise<Finding[]> {
  const web = checkWeb(origin, ca);
  let probe: Probe;
  try {
    probe = await openProbe(origin);
  } catch (error) {
    const remedy =
      'Have every proxy in between pass on upgrades of /ws, and look at the first lines of the server.';
    const failed = reporterOf('socket').error(
      origin,
      `No socket, or no probe by it: ${reasonOf(error)}.`,
      remedy,
    );
    return [...(await web), failed];
  }
  try {
    const found = await Promise.all([web, checkMedia(probe), checkTurn(probe, ca)]);
    const opened = reporterOf('socket').ok(
      origin,
      `The socket opens, and the server greets (${probe.server}).`,
    );
    return [opened, ...found.flat()];
  } finally {
    probe.close();
  }
}

try {
  const { origin, ca, json, help } = readCommand();
  if (help) {
    console.log(usage);
  } else {
    const report = reportOf(await check(origin, ca));
    if (json) console.log(JSON.stringify(report, null, 2));
    else printReport(report);
    process.exitCode = report.healthy ? 0 : 1;
  }
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!(error instanceof UsageError) && !/^ERR_PARSE_ARGS|^E(NOENT|ACCES|ISDIR)$/.test(code)) throw error;
  console.error(`${reasonOf(error)}\n\n${usage}`);
  process.exitCode = 2;
}
