import { expect, test } from 'vitest';
import { EncodingSwitch, type SwitchedProducer } from '../../../client/sdk/encoding-switch.ts';
import { fakeTrack } from './fake-device.ts';
import { joinedRoom, quiet, settled } from './joined-room.ts';

type Parameters = { transactionId: string; encodings: { rid?: string; active: boolean }[] };

/** A sender as browsers have it: parameters can be set once after they were got, and not by two at a time. */
class FakeSender {
  encodings: Parameters['encodings'];
  /** What each negotiation sets back to: the layers that the far end's description does not call paused. */
  negotiated: boolean[];
  sets = 0;
  fails = 0;
  #transaction = 0;
  #setting = false;

  constructor(layers: number) {
    this.encodings = Array.from({ length: layers }, (_, index) => ({ rid: `r${index}`, active: true }));
    this.negotiated = this.encodings.map(() => true);
  }

  get active(): boolean[] {
    return this.encodings.map(({ active }) => active);
  }

  getParameters(): Parameters {
    this.#transaction += 1;
    return { transactionId: String(this.#transaction), encodings: structuredClone(this.encodings) };
  }

  async setParameters({ transactionId, encodings }: Parameters): Promise<void> {
    if (transactionId !== String(this.#transaction) || this.#setting) throw new Error('InvalidStateError');
    this.#setting = true;
    await quiet();
    this.#setting = false;
    if (this.fails-- > 0) throw new Error('cannot');
    this.sets += 1;
    this.encodings = encodings;
  }

  negotiate(): void {
    this.encodings = this.encodings.map((each, index) => ({
      ...each,
      active: this.negotiated[index] ?? true,
    }));
  }
}

function switched(layers: number) {
  const sender = new FakeSender(layers);
  const errors: Error[] = [];
  const producer = {
    closed: false as boolean,
    rtpSender: asSender(sender),
    async setRtpEncodingParameters() {
      sender.negotiated = sender.active;
      sender.negotiate();
    },
  } satisfies SwitchedProducer;
  return { sender, producer, errors, encodings: new EncodingSwitch(producer, error => errors.push(error)) };
}

function asSender(sender: unknown): RTCRtpSender {
  return sender as RTCRtpSender;
}

test('layers above the highest that is wanted are switched off, all when nobody wants any, and on again', async () => {
  const { sender, encodings } = switched(3);
  for (const [wanted, active] of [
    [1, [true, true, false]],
    [null, [false, false, false]],
    [0, [true, false, false]],
    [2, [true, true, true]],
  ] as const) {
    encodings.want(wanted);
    await settled(() => sender.active.join() === active.join());
  }
});

test('layers that are in one stream are sent as long as any is wanted', async () => {
  const { sender, encodings } = switched(1);
  encodings.want(0);
  await quiet();
  expect(sender.sets).toBe(0);
  encodings.want(null);
  await settled(() => !sender.active.includes(true));
  encodings.want(2);
  await settled(() => sender.active.includes(true));
});

test('wishes that come while one is being fulfilled wait, and only the last of them counts', async () => {
  const { sender, encodings, errors } = switched(3);
  for (const wanted of [0, 1, null, 1]) encodings.want(wanted);
  await settled(() => sender.sets > 1 && sender.active.join() === 'true,true,false');
  await quiet();
  expect(sender.sets).toBe(2);
  expect(errors).toEqual([]);
});

test('it outlasts the negotiations of other tracks, also one that is under way', async () => {
  const { sender, producer, encodings } = switched(3);
  const mux = producer.setRtpEncodingParameters;
  producer.setRtpEncodingParameters = async () => {
    producer.setRtpEncodingParameters = mux;
    sender.negotiate(); // of before: everything is on again
    await mux();
  };
  encodings.want(null);
  await settled(() => !sender.active.includes(true));
  await quiet();
  sender.negotiate();
  expect(sender.active).toEqual([false, false, false]);
});

test('a browser that refuses is told, and the next wish is tried', async () => {
  const { sender, encodings, errors } = switched(2);
  sender.fails = 1;
  encodings.want(0);
  await settled(() => errors.length > 0);
  encodings.want(0);
  await settled(() => sender.active.join() === 'true,false');
});

test('of what is closed nothing is set', async () => {
  const { sender, producer, encodings } = switched(2);
  producer.closed = true;
  encodings.want(null);
  await quiet();
  expect(sender.sets).toBe(0);
});

test('what the server says of a video that is being built is done once it is', async () => {
  const { farEnd, room, handlers } = await joinedRoom();
  const sender = new FakeSender(3);
  const [sending] = handlers;
  if (!sending) throw new Error('no transport');
  const send = sending.send.bind(sending);
  sending.send = async options => ({ ...(await send(options)), rtpSender: asSender(sender) });
  const publishing = room.publish(fakeTrack('video'), { source: 'camera' });
  await settled(() => farEnd.methods().includes('publish'));
  const { producerId } = farEnd.last('publish').params as { producerId: string };
  await farEnd.signal('layersWanted', { producerId, spatialLayer: 0 });
  await publishing;
  await settled(() => sender.active.join() === 'true,false,false');
  await farEnd.signal('layersWanted', { producerId, spatialLayer: null });
  await farEnd.signal('layersWanted', { producerId: 'another', spatialLayer: 2 });
  await settled(() => !sender.active.includes(true));
});
