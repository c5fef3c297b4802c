/** A server without sockets and workers, and clients of its sessions. */
import { Writable } from 'node:stream';
import { afterEach, beforeEach, onTestFinished, vi } from 'vitest';
import type { Interest } from '#protocol/interest.ts';
import type { ErrorFrame, ResultFrame, ServerFrame } from '#protocol/jsonrpc.ts';
import type { MethodName, Params, Result } from '#protocol/methods.ts';
import { Access } from '../../server/auth/access.ts';
import { KeyRing } from '../../server/auth/keys.ts';
import { Turn } from '../../server/auth/turn.ts';
import { KeptChecks } from '../../server/checks/kept-checks.ts';
import { Probes } from '../../server/checks/probes.ts';
import { limits, usualEdgeLimits } from '../../server/limits.ts';
import { createLog } from '../../server/log.ts';
import { mediaCodecs } from '../../server/media/codecs.ts';
import { ProbeMedia } from '../../server/media/probe-media.ts';
import { RoomRouter } from '../../server/media/room-router.ts';
import { Registry } from '../../server/rooms/registry.ts';
import { transitionLog } from '../../server/rooms/transition-log.ts';
import type { TransitionListener } from '../../server/rooms/transitions.ts';
import { type AddressAllowance, AddressLimits } from '../../server/sessions/address-limits.ts';
import { Session, type SessionOptions } from '../../server/sessions/session.ts';
import type { FakeRouter } from '../fakes/router.ts';
import { FakeSocket } from '../fakes/socket.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { receivesAll } from '../support/media.ts';
import { everything, unburdened, unobserved, untold } from '../support/open-room.ts';

/** For a whole file: time passes only when its tests say so. */
export function ownTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** A server without sockets and workers. */
export function house({
  access = openAccess,
  turn = new Turn(undefined),
  selfGoverned = false,
  observer = unobserved,
  onTransition = untold,
  requireCapacity = unburdened.requireCapacity,
} = {}) {
  const worker = new FakeWorker();
  const routers: FakeRouter[] = [];
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLog('debug', sink);
  const writeTransition = transitionLog(log);
  const tell: TransitionListener = transition => {
    writeTransition(transition);
    onTransition(transition);
  };
  const registry = new Registry({
    ...unburdened,
    requireCapacity,
    createRouter: async () => {
      const router = await worker.createRouter(mediaCodecs);
      routers.push(router);
      return RoomRouter.create(router, { listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
    },
    keepEmpty: 60_000,
    keepSeat: 30_000,
    limits,
    maxRooms: 100,
    maxPeers: 100,
    selfGoverned,
    observer,
    onTransition: tell,
    log,
  });
  const hello = { server: 'plenum/test', routerRtpCapabilities: receivesAll, limits };
  onTestFinished(() => registry.close('shutdown'));
  const probes = new Probes({
    async create(onMessage) {
      const router = await worker.createRouter([]);
      routers.push(router);
      return ProbeMedia.create(router, { listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] }, onMessage);
    },
    max: usualEdgeLimits.maxProbes,
    log,
  });
  const checks = new KeptChecks(log);
  const addresses = new AddressLimits({ ...usualEdgeLimits, ...manyClients });
  return {
    worker,
    registry,
    routers,
    lines,
    probes,
    checks,
    addresses,
    connect: (address = addresses.enter('127.0.0.1')) =>
      new Client({ registry, access, turn, probes, checks, hello, onTransition: tell, log, address }),
  };
}

const openAccess = new Access({
  mode: 'open',
  keys: await KeyRing.load({}),
  audience: 'plenum',
  tokenSeconds: 600,
});

/** All clients of a test come from one address. */
const manyClients = { joinBurst: 1e6, joinsPerSecond: 1e6, socketsPerAddress: 1e6 };

export type Answer = ResultFrame | ErrorFrame;

/** The other end of a session. */
export class Client {
  readonly socket = new FakeSocket();
  readonly session: Session;
  ends = 0;
  #nextId = 1;

  constructor({
    address,
    ...parts
  }: Omit<SessionOptions, 'address' | 'limits' | 'onClosed'> & { address: AddressAllowance | undefined }) {
    if (!address) throw new Error('there is no limit here');
    this.session = new Session(this.socket, {
      ...parts,
      address,
      limits: usualEdgeLimits,
      onClosed: () => this.ends++,
    });
  }

  /** Sends text as it is. */
  frame(text: string, isBinary = false): void {
    this.session.onFrame(Buffer.from(text), isBinary);
  }

  /** Sends a request and returns its id; `answer` waits. */
  send(method: string, params: unknown = {}): number {
    const id = this.#nextId++;
    this.frame(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return id;
  }

  answer(id: number | null): Promise<Answer> {
    return this.socket.until(({ frames }) => frames.filter(isAnswer).find(frame => frame.id === id));
  }

  async call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    const answer = await this.answer(this.send(method, params));
    if ('error' in answer) throw new Error(answer.error.message);
    return answer.result as Result<M>;
  }

  join(name: string, interest: Interest = everything): Promise<Result<'join'>> {
    return this.call('join', joinParams(name, interest));
  }

  /** Ids of the answers so far. */
  get answered(): unknown[] {
    return this.socket.frames.filter(isAnswer).map(({ id }) => id);
  }
}

export const isAnswer = (frame: ServerFrame): frame is Answer => 'id' in frame;
export const joinParams = (name: string, interest: Interest = everything): Params<'join'> => ({
  room: 'kitchen',
  name,
  rtpCapabilities: receivesAll,
  interest,
});
export const reasonOf = (answer: Answer) => ('error' in answer ? answer.error.data.reason : undefined);
