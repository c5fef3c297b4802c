/**
 * What a browser's own report (W3C webrtc-stats) says in the words of a load report. Pure but for what it remembers of streams that are
 * over. RTP bytes are the browser's of header and payload, and the tag of each packet, which it does not count.
 */
import type { Source } from '../../../server/protocol/words.ts';
import type { PeerReport } from '../report/peer-report.ts';

type Received = PeerReport['received'][number];
type Sent = PeerReport['sent'][number];
type Stat = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

export class PageStats {
  readonly #received = new Map<string, Received>();
  readonly #sent = new Map<string, Sent>();
  readonly #since = new Map<string, number>();

  /** `sourceOf`: by track id. `now`: milliseconds. */
  take(report: RTCStatsReport, sourceOf: (trackId: string) => Source | undefined, now: number): void {
    const stats = [...report.values()] as Stat[];
    const tag = tagBytes(stats);
    for (const stat of stats) {
      const kind = stat.kind === 'video' ? 'video' : 'audio';
      const key = `${stat.id} ${stat.ssrc}`;
      if (stat.type === 'inbound-rtp') {
        const source = sourceOf(String(stat.trackIdentifier)) ?? this.#received.get(key)?.source;
        if (!source || count(stat, 'packetsReceived') === 0) continue;
        this.#received.set(key, {
          source,
          kind,
          milliseconds: this.#lasted(key, now),
          ...received(stat, tag),
        });
      } else if (stat.type === 'outbound-rtp' && count(stat, 'packetsSent') > 0) {
        const source = kind === 'video' ? 'camera' : 'microphone';
        const remote = stats.find(
          ({ type, localId }) => type === 'remote-inbound-rtp' && localId === stat.id,
        );
        this.#sent.set(key, {
          source,
          kind,
          milliseconds: this.#lasted(key, now),
          ...sent(stat, remote, tag),
        });
      }
    }
  }

  get received(): Received[] {
    return [...this.#received.values()];
  }

  get sent(): Sent[] {
    return [...this.#sent.values()];
  }

  #lasted(key: string, now: number): number {
    const since = this.#since.get(key) ?? now;
    this.#since.set(key, since);
    return now - since;
  }
}

function received(stat: Stat, tag: number) {
  const packets = count(stat, 'packetsReceived');
  const recovered = count(stat, 'retransmittedPacketsReceived');
  const isVideo = stat.kind === 'video';
  return {
    packets,
    bytes: count(stat, 'bytesReceived') + count(stat, 'headerBytesReceived') + packets * tag,
    // Chromium counts as lost what came by retransmission on another SSRC.
    lost: count(stat, 'packetsLost') - recovered,
    recovered,
    nacks: count(stat, 'nackCount'),
    keyFrameRequests: count(stat, 'pliCount') + count(stat, 'firCount'),
    jitter: count(stat, 'jitter') * 1000,
    frames: isVideo ? count(stat, 'framesReceived') : packets,
    freezes: count(stat, 'freezeCount'),
    frozen: count(stat, 'totalFreezesDuration') * 1000,
    verified: packets,
    rejected: 0,
  };
}

function sent(stat: Stat, remote: Stat | undefined, tag: number) {
  const retransmitted = count(stat, 'retransmittedPacketsSent');
  const packets = count(stat, 'packetsSent') - retransmitted;
  const octets = count(stat, 'bytesSent') - count(stat, 'retransmittedBytesSent');
  const roundTrip = remote?.roundTripTime;
  return {
    rid: typeof stat.rid === 'string' ? stat.rid : null,
    packets,
    bytes: octets + count(stat, 'headerBytesSent') + packets * tag,
    retransmitted,
    keyFrameRequests: count(stat, 'pliCount') + count(stat, 'firCount'),
    fractionLost: remote ? count(remote, 'fractionLost') : 0,
    roundTrip: typeof roundTrip === 'number' ? roundTrip * 1000 : undefined,
  };
}

/** Of SRTP (RFC 7714, RFC 3711), by the cipher that was agreed on. */
function tagBytes(stats: readonly Stat[]): number {
  const cipher = String(stats.find(({ type }) => type === 'transport')?.srtpCipher);
  return cipher.includes('GCM') ? 16 : 10;
}

function count(stat: Stat, name: string): number {
  const value = stat[name];
  return typeof value === 'number' ? value : 0;
}
