/**
 * The bare script: a conference in a hundred lines on the mediasoup package, with the engine set as Plenum sets it, and nothing else:
 * no permissions, no limits, no coming back. What Plenum costs more than this, it costs by what it does beyond this.
 *
 * node bare.ts <worker binary> <port of the WebSocket> <media port>. JSON-RPC as Plenum speaks it, as far as a client here needs it.
 */
import type { Consumer, Producer, Router, RtpCapabilities, WebRtcTransport } from 'mediasoup/types';
import { type WebSocket, WebSocketServer } from 'ws';
import { mediaCodecs } from '../../../server/media/codecs.ts';
import { createWorker } from '../../../server/media/create-worker.ts'; // mediasoup's, in a session of its own

interface Peer {
  socket: WebSocket;
  rtpCapabilities: RtpCapabilities;
  send: WebRtcTransport;
  receive: WebRtcTransport;
  consumers: Map<string, Consumer>;
}

interface Room {
  router: Router;
  peers: Set<Peer>;
  producers: Map<Producer, Peer>;
}

// biome-ignore lint/suspicious/noExplicitAny: nothing is checked here
type Any = any;

const [workerBin = '', port, mediaPort] = process.argv.slice(2);
const worker = await createWorker({ workerBin, logLevel: 'warn' });
const buffers = { recvBufferSize: 4_000_000, sendBufferSize: 4_000_000 };
const webRtcServer = await worker.createWebRtcServer({
  listenInfos: (['udp', 'tcp'] as const).map(protocol => ({
    ...{ protocol, ip: '127.0.0.1', port: Number(mediaPort) },
    ...buffers,
  })),
});
const { rtpCapabilities: routerRtpCapabilities } = await worker.createRouter({ mediaCodecs });
const rooms = new Map<string, Promise<Room>>();

async function openRoom(): Promise<Room> {
  const router = await worker.createRouter({ mediaCodecs });
  return { router, peers: new Set(), producers: new Map() };
}

function createTransport({ router }: Room): Promise<WebRtcTransport> {
  const initialAvailableOutgoingBitrate = 1_000_000;
  const ways = { enableUdp: true, enableTcp: true, preferUdp: true };
  return router.createWebRtcTransport({ webRtcServer, ...ways, initialAvailableOutgoingBitrate });
}

async function consume({ receive, rtpCapabilities, consumers }: Peer, { id: producerId }: Producer) {
  const consumer = await receive.consume({ producerId, rtpCapabilities, paused: true });
  consumers.set(consumer.id, consumer);
  const { id: consumerId, kind, rtpParameters } = consumer;
  return { consumerId, kind, rtpParameters };
}

function transportInfo({ id: transportId, iceParameters, iceCandidates, dtlsParameters }: WebRtcTransport) {
  return { transportId, iceParameters, iceCandidates, dtlsParameters };
}

function notify({ socket }: { socket: WebSocket }, method: string, params: unknown): void {
  socket.send(JSON.stringify({ jsonrpc: '2.0', method, params }));
}

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(port), perMessageDeflate: false });
server.on('connection', socket => {
  let room: Room;
  let peer: Peer;
  const methods: Record<string, (params: Any) => Promise<unknown>> = {
    async join({ room: name, rtpCapabilities, interest }) {
      const opening = rooms.get(name) ?? openRoom();
      rooms.set(name, opening);
      room = await opening;
      const [send, receive] = await Promise.all([createTransport(room), createTransport(room)]);
      peer = { socket, rtpCapabilities, send, receive, consumers: new Map() };
      const wanted = interest.otherVideo ? [...room.producers.keys()] : [];
      if (interest.otherVideo) room.peers.add(peer);
      const consumers = await Promise.all(wanted.map(producer => consume(peer, producer)));
      return {
        media: { sendTransport: transportInfo(send), recvTransport: transportInfo(receive), consumers },
      };
    },
    async connectTransport({ transportId, dtlsParameters }) {
      await (peer.send.id === transportId ? peer.send : peer.receive).connect({ dtlsParameters });
    },
    async publish({ producerId: id, source, rtpParameters }) {
      const kind = source === 'camera' ? 'video' : 'audio';
      const producer = await peer.send.produce({ id, kind, rtpParameters });
      room.producers.set(producer, peer);
      for (const other of room.peers)
        if (other !== peer) notify(other, 'consumersAdded', { consumers: [await consume(other, producer)] });
    },
    async startConsumers({ consumerIds }) {
      await Promise.all(consumerIds.map((id: string) => peer.consumers.get(id)?.resume()));
    },
  };
  const answer = async (text: string) => {
    const { id, method, params } = JSON.parse(text);
    const result = (await methods[method]?.(params)) ?? {};
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, result }));
  };
  socket.on('message', data => void answer(String(data)));
  socket.on('close', () => {
    for (const [producer, owner] of room.producers) if (owner === peer) room.producers.delete(producer);
    room.peers.delete(peer);
    peer.send.close();
    peer.receive.close();
  });
  notify({ socket }, 'hello', { routerRtpCapabilities });
});
server.on('listening', () => process.connected && process.send?.('ready'));
process.once('disconnect', () => process.exit()); // who measures has gone
