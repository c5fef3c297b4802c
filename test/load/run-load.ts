/**
 * One run: the server where there is none, the plan, the processes that perform it, what is watched meanwhile; and what was measured, as
 * one part of a report. Knows no terminal and no file.
 */
import { availableParallelism } from 'node:os';
import { socketPath } from '../../server/http/websocket.ts';
import type { RunOptions } from './options/run-options.ts';
import { scenarioOf } from './options/scenario-options.ts';
import { deal, processesFor } from './process/deal.ts';
import { type PeersProcessResult, performInProcesses, type ProcessListener } from './process/processes.ts';
import type { Part, ProcessSample, ServerSample } from './report/report.ts';
import { planOf } from './scenario/plan.ts';
import type { Plan } from './scenario/scenario.ts';
import { tokensFor } from './scenario/tokens.ts';
import { mergedDelays, encodedDelays } from './self/delays.ts';
import { descriptorLimit, descriptorShortage } from './self/descriptors.ts';
import { MachineWatch, machineDescription } from './self/machine-watch.ts';
import { type OwnServer, startOwnServer } from './server-side/own-server.ts';
import { ServerWatch } from './server-side/server-watch.ts';
import { missedMedia } from './verdict/missed.ts';

/** What must be put right before there can be a run. */
export class CannotRun extends Error {}

export interface TokenMaker {
  readonly secret: string;
  readonly audience: string;
}

export interface LoadRun {
  readonly options: RunOptions;
  /** Undefined: rooms are open. */
  readonly tokens: TokenMaker | undefined;
  readonly onProgress: (progress: RunProgress) => void;
  /** Ends it early: all leave, and what was measured is the result. */
  readonly signal: AbortSignal;
}

/** After each sample of a process. */
export interface RunProgress {
  readonly planned: number;
  readonly process: number;
  readonly sample: ProcessSample;
  readonly joins: readonly number[];
  readonly server: ServerSample | undefined;
}

/** Rejects with CannotRun. */
export async function runLoad(run: LoadRun): Promise<Part> {
  const { options, tokens, signal } = run;
  const plan = planOf(scenarioOf(options), options['room-prefix']);
  const casts = castsOf(plan, options);
  const own = options.url === undefined ? await ownServer(options, tokens) : undefined;
  const watching = new Watching(run, plan, own);
  try {
    const results = await performInProcesses(
      {
        scenario: plan.scenario,
        casts,
        client: options.client,
        socketUrl: socketUrlOf(own?.url ?? options.url ?? ''),
        tokens: tokens ? await tokensFor(plan, tokens.secret, tokens.audience) : {},
      },
      watching,
      signal,
    );
    return partOf(plan, options, results, watching.end(signal));
  } finally {
    watching.stop();
    await own?.stop();
  }
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
