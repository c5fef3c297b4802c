/**
 * A process of peers. Told once what to perform and when to begin; says each second how it goes, and at the end what each peer has to say.
 * Started by processes.ts.
 */
import { Delays } from '../self/delays.ts';
import { SelfWatch } from '../self/self-watch.ts';
import { Cast } from './cast.ts';
import { type News, type Order, readOrder } from './messages.ts';
import { peerFactory, selfSourcesOf } from './peer-factory.ts';
import { Sampling } from './sampling.ts';

const every = 1_000; // ms
const stopping = new AbortController();

async function perform(order: Extract<Order, { do: 'perform' }>): Promise<void> {
  const began = performance.now() + (order.at - Date.now());
  const delays = new Delays();
  const cast = new Cast(order.peers, peerFactory(order, began, delays));
  const watch = new SelfWatch(selfSourcesOf(order.client));
  const sampling = new Sampling(began, cast, delays, watch);
  const timer = setInterval(() => void sampling.take().then(tell).catch(fail), every);
  await cast.perform(began, stopping.signal);
  clearInterval(timer);
  watch.stop();
  const peers = cast.results().map(({ inside, report }) => {
    return { inside, report: { ...report, process: order.process } };
  });
  // As JSON has it: without members that are undefined.
  await tell(JSON.parse(JSON.stringify({ of: 'done', peers, delays: delays.encoded() })));
  process.disconnect?.();
}

function tell(news: News): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(news, error => (error ? reject(error) : resolve()));
  });
}

function obey(order: Order): void {
  if (order.do === 'stop') stopping.abort();
  else perform(order).catch(fail);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

// In a terminal it goes to all; the leading process says what is to be done.
process.on('SIGINT', () => {});
// Whoever gave the orders is gone.
process.on('disconnect', () => process.exit());
process.on('message', message => {
  try {
    obey(readOrder(message));
  } catch (error) {
    fail(error);
  }
});
tell({ of: 'ready' }).catch(fail);
