/**
 * One run: the server where there is none, the plan, the processes that perform it, what is watched meanwhile; and what was measured, as
 * one part of a report. Knows no terminal and no file.
 */
import { availableParallelism } from 'node:os';
import { socketPath } from '../../server/http/websocket.ts';
import { type BrowserPeers, openBrowserPeers } from './browsers/browser-peers.ts';
import type { RunOptions } from './options/run-options.ts';
import { scenarioOf } from './options/scenario-options.ts';
import { deal, processesFor } from './process/deal.ts';
import { type PeersProcessResult, performInProcesses } from './process/processes.ts';
import type { PeerResult } from './report/peer-schema.ts';
import type { Part } from './report/report.ts';
import { type RunProgress, RunWatch, type Watched } from './run-watch.ts';
import { browserPeersOf } from './scenario/browser-peers.ts';
import { planOf } from './scenario/plan.ts';
import type { Plan, PlannedPeer } from './scenario/scenario.ts';
import { type TokenMaker, tokensFor } from './scenario/tokens.ts';
import { encodedDelays, mergedDelays } from './self/delays.ts';
import { descriptorLimit, descriptorShortage } from './self/descriptors.ts';
import { machineDescription } from './self/machine-watch.ts';
import { type OwnServer, startOwnServer } from './server-side/own-server.ts';
import { missedMedia } from './verdict/missed.ts';

/** What must be put right before there can be a run. */
export class CannotRun extends Error {}

export interface LoadRun {
  readonly options: RunOptions;
  /** Undefined: rooms are open. */
  readonly tokens: TokenMaker | undefined;
  readonly onProgress: (progress: RunProgress) => void;
  /** Ends it early: all leave, and what was measured is the result. */
  readonly signal: AbortSignal;
}

/** Rejects with CannotRun. */
export async function runLoad(run: LoadRun): Promise<Part> {
  const { options, tokens, signal } = run;
  const plan = planOf(scenarioOf(options), options['room-prefix']);
  const browsers = browserPeersOf(plan, options.browsers);
  const casts = castsOf(plan, options);
  const own = options.url === undefined ? await ownServer(options, tokens) : undefined;
  const url = own?.url ?? options.url ?? '';
  let opened: BrowserPeers | undefined;
  let watch: RunWatch | undefined;
  try {
    const { scenario, end } = plan;
    const { client } = options;
    const made = tokens ? await tokensFor([...plan.peers, ...browsers], end, tokens) : {};
    opened = await openFor(browsers, url, made);
    watch = new RunWatch({
      ...{ url, pid: own?.pid, metricsUrl: options['metrics-url'] ?? own?.metricsUrl },
      ...{ end, browsers: opened, signal, onProgress: run.onProgress },
    });
    const performance = { scenario, casts, client, socketUrl: socketUrlOf(url), tokens: made };
    const results = await performInProcesses(performance, watch, signal);
    return partOf(plan, options, results, await watch.end(), [...plan.peers, ...browsers]);
  } finally {
    watch?.stop();
    await opened?.close();
    await own?.stop();
  }
}

async function openFor(
  planned: readonly PlannedPeer[],
  url: string,
  tokens: Readonly<Record<string, string>>,
): Promise<BrowserPeers | undefined> {
  if (planned.length === 0) return undefined;
  const peers = planned.map(({ number, room, name, layout }) => {
    const token = tokens[number];
    return { number, room, name, layout, publishes: false, ...(token !== undefined && { token }) };
  });
  return openBrowserPeers({ url, peers });
}

function castsOf(plan: Plan, { processes, url }: RunOptions) {
  const count = processes ?? processesFor(plan.peers.length, availableParallelism(), url === undefined);
  const casts = deal(plan.peers, count);
  const most = Math.max(...casts.map(cast => cast.length));
  const shortage = descriptorShortage(most, descriptorLimit());
  if (shortage !== undefined) throw new CannotRun(shortage);
  return casts;
}

function ownServer({ own, family }: RunOptions, tokens: TokenMaker | undefined): Promise<OwnServer> {
  const settings = tokens ? [`TOKEN_SECRET=${tokens.secret}`, `TOKEN_AUDIENCE=${tokens.audience}`] : [];
  return startOwnServer([...settings, ...own], family).catch(error => {
    throw new CannotRun(error instanceof Error ? error.message : String(error));
  });
}

function socketUrlOf(url: string): string {
  return new URL(socketPath, url).href.replace(/^http/, 'ws');
}

function partOf(
  plan: Plan,
  options: RunOptions,
  results: readonly PeersProcessResult[],
  watched: Watched,
  planned: readonly PlannedPeer[],
): Part {
  const { scenario, allIn } = plan;
  const { began, ended, interrupted, machine, server, browsers } = watched;
  const peers: PeerResult[] = [...results.flatMap(each => each.peers), ...browsers];
  const delaysOf = (kind: 'audio' | 'video') =>
    encodedDelays(mergedDelays(results.flatMap(({ delays }) => delays?.[kind] ?? [])));
  return {
    ...{ startedAt: began, scenario, allIn, ended, interrupted, peers, server },
    roomPrefix: options['room-prefix'],
    machine: machineDescription(),
    machineSamples: machine,
    processes: results.map(({ record }) => record),
    missed: missedMedia(planned, peers, ended),
    delays: { audio: delaysOf('audio'), video: delaysOf('video') },
  };
}
