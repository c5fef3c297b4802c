/**
 * One client of the bench in a room of Janus' VideoRoom plugin: its signalling and its one connection, on which it sends one stream or
 * receives one. Knows no other seats and no measure.
 */
import { ownIce } from '../../../load/transport/slim/ice/ice-check.ts';
import type { ReceivedStream } from '../../../load/transport/transport.ts';
import type { Attendee, Entrance, EntranceOptions } from '../call-audience.ts';
import { type Hearing, SeatMedia } from '../seat-media.ts';
import { clockRate, newStream } from '../stream.ts';
import { agreedExtensions, answerTo, infoOf, offeredStream, offerOf } from './descriptions.ts';
import { JanusSession } from './session.ts';

const feed = 'publisher';

class JanusSeat implements Attendee {
  readonly session: JanusSession;
  readonly media: SeatMedia;
  /** Called before the session ends. */
  onClose: () => unknown = () => {};

  constructor(session: JanusSession, hearing: Hearing) {
    this.session = session;
    this.media = new SeatMedia(hearing);
  }

  get received(): readonly ReceivedStream[] {
    return this.media.received;
  }

  get heard(): Promise<void> {
    return this.media.heard;
  }

  close(): void {
    this.media.close();
    this.onClose();
    this.session.close();
  }
}

/** Nothing stays open when it rejects. */
async function take<T>(url: string, hearing: Hearing, build: (seat: JanusSeat) => Promise<T>): Promise<T> {
  const seat = new JanusSeat(await JanusSession.open(url), hearing);
  try {
    return await build(seat);
  } catch (error) {
    seat.close();
    throw error;
  }
}

export const janusEntrance: Entrance = {
  publisher({ url, room }: EntranceOptions) {
    return take(url, {}, async seat => {
      const { publication, sent } = newStream();
      const own = ownIce();
      const offer = offerOf(publication.rtpParameters, own);
      await seat.session.request({ request: 'create', room, publishers: 1, bitrate: 0, record: false });
      seat.onClose = () => seat.session.request({ request: 'destroy', room }).catch(() => {}); // sent, but not waited for
      const joining = { request: 'joinandconfigure', ptype: 'publisher', room, id: feed };
      const answer = await seat.session.describe(joining, { type: 'offer', sdp: offer });
      const transport = seat.media.transport({ info: infoOf(answer), direction: 'send', ownIce: own });
      await transport.connect();
      return { attendee: seat, stream: transport.send({ ...sent, extensions: agreedExtensions(answer) }) };
    });
  },

  subscriber({ url, room, withTransportCc, onDelay }: EntranceOptions & Hearing) {
    return take(url, onDelay ? { onDelay } : {}, async seat => {
      const own = ownIce();
      const offer = await seat.session.describe({
        ...{ request: 'join', ptype: 'subscriber', room },
        streams: [{ feed }],
      });
      const transport = seat.media.transport({ info: infoOf(offer), direction: 'recv', ownIce: own });
      seat.media.receive(transport, { ...offeredStream(offer), delayOf: delays(seat) });
      const answer = answerTo(offer, own, { withTransportCc });
      await seat.session.request({ request: 'start' }, { type: 'answer', sdp: answer });
      await transport.connect();
      return seat;
    });
  },
};

/**
 * Janus forwards no time of capture, but differences of RTP timestamps, counted for each receiver from the first packet that it gets. While
 * the audience gathers they are all 0, so that what comes later is that of the sender.
 */
function delays({ media }: JanusSeat) {
  let isFirst = true;
  return (timestamp: number, now: number) => {
    if (isFirst && timestamp !== 0) media.fail(new Error('Janus does not count timestamps from 0'));
    isFirst = false;
    return ((now * clockRate) / 1_000 - timestamp) / (clockRate / 1_000);
  };
}
