/**
 * How the server is, always in sight: well or not, who is inside, what its workers have to do; and its end.
 */
import type { ServerInfo, WorkerInfo } from '#protocol/operating.ts';
import { PlainList } from '../app/ui/plain-list.tsx';
import { ask } from './ask.ts';
import { AskFirst } from './ask-first.tsx';
import { Standing } from './failure.tsx';
import { count, megabytes, moment, percent, span } from './moments.ts';
import { words } from './strings/index.ts';
import { useWatch } from './use-watch.ts';

export function ServerStrip() {
  const { heading } = words.value.server;
  const watched = useWatch('server', () => ask('getServer', {}));
  return (
    <section class="server" aria-label={heading}>
      <Standing {...watched} />
      {watched.value && (
        <Strip info={watched.value} stale={watched.failure !== undefined} onDrain={watched.again} />
      )}
    </section>
  );
}

type Health = 'unknown' | 'well' | 'overloaded' | 'burdened' | 'draining' | 'noWorker';

function healthOf({ draining, overloaded, workers }: ServerInfo): Health {
  if (draining) return 'draining';
  if (workers.length === 0) return 'noWorker';
  if (overloaded) return 'overloaded';
  return workers.some(worker => worker.overloaded) ? 'burdened' : 'well';
}

interface StripProps {
  info: ServerInfo;
  /** It is how the server was when it last answered. */
  stale: boolean;
  onDrain: () => void;
}

function Strip({ info, stale, onDrain }: StripProps) {
  const { server } = words.value;
  const health = stale ? 'unknown' : healthOf(info);
  const { draining } = info;
  return (
    <>
      <div class="health">
        <p role="status" data-health={health}>
          {server[health]}
        </p>
        <p class="inside">{server.inside(info.peers, info.rooms)}</p>
        {draining ? (
          <p>
            {draining.seconds === null
              ? server.drainingOpen
              : server.drainingUntil(span(draining.seconds * 1_000))}
          </p>
        ) : (
          <Drain info={info} onDone={onDrain} />
        )}
      </div>
      <PlainList class="workers" aria-label={server.workers}>
        {info.workers.map((worker, index) => (
          <WorkerBar key={worker.pid} worker={worker} number={index + 1} />
        ))}
      </PlainList>
      <Facts info={info} />
    </>
  );
}

function WorkerBar({ worker, number }: { worker: WorkerInfo; number: number }) {
  const { server } = words.value;
  const { cpu, memory, load } = worker;
  const label = server.worker(number);
  const held = memory === null ? server.noMemory : megabytes(memory);
  return (
    <li>
      <span>{label}</span>
      <meter aria-label={label} min={0} max={100} high={80} optimum={0} value={Math.min(100, cpu)} />
      <small>{server.workerSays(percent(cpu / 100), held, count(load))}</small>
    </li>
  );
}

function Facts({ info }: { info: ServerInfo }) {
  const { server } = words.value;
  const { announced } = info;
  const facts = [
    server.version(info.version, moment(info.startedAt)),
    server.loop(span(info.loopDelay)),
    server.memory(megabytes(info.memory)),
    announced.length > 0 ? server.announced(announced.join(', ')) : server.ownAddresses,
  ];
  return (
    <PlainList class="facts">
      {facts.map(fact => (
        <li key={fact}>{fact}</li>
      ))}
    </PlainList>
  );
}

function Drain({ info, onDone }: { info: ServerInfo; onDone: () => void }) {
  const { server } = words.value;
  return (
    <AskFirst
      question={server.drainAsk}
      meaning={server.drainMeans(info.peers, limitOf(info.drainSeconds))}
      label={server.drainDo}
      run={() => ask('drain', { body: {} })}
      onDone={onDone}
    >
      {server.drain}
    </AskFirst>
  );
}

function limitOf(seconds: number | null): string {
  const { drainOpen, drainAtOnce, drainWithin } = words.value.server;
  if (seconds === null) return drainOpen;
  return seconds === 0 ? drainAtOnce : drainWithin(span(seconds * 1_000));
}
