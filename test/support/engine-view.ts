/**
 * What mediasoup really holds in this process: every worker, router, transport, producer and consumer that lives, seen through
 * mediasoup's own observers. For tests that must not believe the server's books.
 */
import { observer } from 'mediasoup';
import type { Consumer, DirectTransport, Producer, Router, WebRtcTransport, Worker } from 'mediasoup/types';

interface Mortal {
  observer: { once(event: 'close', listener: () => void): unknown };
}

export class EngineView {
  readonly workers = new Set<Worker>();
  readonly routers = new Set<Router>();
  readonly transports = new Set<WebRtcTransport>();
  /** One for each room that carries messages. */
  readonly directTransports = new Set<DirectTransport>();
  readonly producers = new Set<Producer>();
  readonly consumers = new Set<Consumer>();
  readonly #onWorker = (worker: Worker) => this.#watchWorker(worker);

  /** Sees what is made from now on. */
  constructor() {
    observer.on('newworker', this.#onWorker);
  }

  stop(): void {
    observer.off('newworker', this.#onWorker);
  }

  /** How many objects of each kind live. */
  get counts() {
    const { workers, routers, transports, producers, consumers } = this;
    return {
      workers: workers.size,
      routers: routers.size,
      transports: transports.size,
      producers: producers.size,
      consumers: consumers.size,
    };
  }

  /** The same counts, direct transports left out, as the worker processes themselves give them; `workers` are those that answered. */
  async dumped() {
    const total = { workers: 0, routers: 0, transports: 0, producers: 0, consumers: 0 };
    for (const worker of this.workers) {
      const { routerIds } = await worker.dump();
      total.workers += 1;
      total.routers += routerIds.length;
    }
    for (const router of this.routers) {
      const dump = await router.dump();
      total.transports += dump.transportIds.length;
      total.producers += dump.mapProducerIdConsumerIds.length;
      total.consumers += dump.mapConsumerIdProducerId.length;
    }
    total.transports -= this.directTransports.size;
    return total;
  }

  consumer(id: string): Consumer {
    const found = [...this.consumers].find(consumer => consumer.id === id);
    if (!found) throw new Error(`no consumer ${id}`);
    return found;
  }

  transport(id: string): WebRtcTransport {
    const found = [...this.transports].find(transport => transport.id === id);
    if (!found) throw new Error(`no transport ${id}`);
    return found;
  }

  #watchWorker(worker: Worker): void {
    hold(this.workers, worker);
    worker.observer.on('newrouter', router => {
      hold(this.routers, router);
      router.observer.on('newtransport', transport => {
        if (transport.type === 'direct') {
          hold(this.directTransports, transport as DirectTransport);
          return;
        }
        if (transport.type !== 'webrtc') throw new Error(`a transport of type ${transport.type}`);
        hold(this.transports, transport as WebRtcTransport);
        transport.observer.on('newproducer', producer => hold(this.producers, producer));
        transport.observer.on('newconsumer', consumer => hold(this.consumers, consumer));
      });
    });
  }
}

function hold<T extends Mortal>(set: Set<T>, member: T): void {
  set.add(member);
  member.observer.once('close', () => set.delete(member));
}
