/**
 * Real faults on demand, so that an application can test what it shows of them. Nothing here pretends: what the SDK tells afterwards is
 * what it found out by itself.
 */
import type { Media } from '#protocol/media.ts';
import type { SignalParams } from '#protocol/signals.ts';
import type { LastingConnection } from './lasting-connection.ts';
import type { LocalMedia } from './local-media.ts';
import type { MediaSession } from './media-session.ts';

/**
 * - `socket-drop`: the socket is gone without a word. `connection` is `reconnecting` at once, and `connected` again when another socket
 *   has been opened. Media go on.
 * - `socket-silent`: nothing arrives by the socket and nothing leaves, as on a network that died. The same follows after 15 s of silence
 *   and 5 s in which the server is asked in vain.
 * - `media-loss`: the server no longer answers for the paths of sound and pictures, as after a change of network. After some seconds
 *   `path` is `interrupted`, then ICE is restarted, and it is `connected` again. What is under way may arrive until then.
 * - `microphone-unplugged`, `camera-unplugged`: the device in use ends. Another takes its place (`fellBack`) or none (`ended` of
 *   `room.local`); it can be the same one, which the machine still has. Nothing happens when it is off.
 */
export type Fault =
  | 'socket-drop'
  | 'socket-silent'
  | 'media-loss'
  | 'microphone-unplugged'
  | 'camera-unplugged';

/** - `udp-blocked`: as behind a firewall without UDP: sound and pictures use TCP, or a TURN server by TCP, or do not arrive. */
export type JoinFault = 'udp-blocked';

// Forgetting one does not compile.
const joinFaults: Record<JoinFault, true> = { 'udp-blocked': true };

type IceServers = SignalParams<'iceServers'>['iceServers'];

export interface FaultyParts {
  connection: Pick<LastingConnection, 'drop' | 'fallSilent'>;
  media: Pick<MediaSession, 'losePath'>;
  local: LocalMedia;
}

export function simulate(fault: Fault, { connection, media, local }: FaultyParts): void {
  switch (fault) {
    case 'socket-drop':
      connection.drop();
      return;
    case 'socket-silent':
      connection.fallSilent();
      return;
    case 'media-loss':
      media.losePath();
      return;
    case 'microphone-unplugged':
      unplug(local.state('microphone').track);
      return;
    case 'camera-unplugged':
      unplug(local.state('camera').track);
      return;
    default:
      fault satisfies never;
      throw new TypeError(`there is no fault ${String(fault)}`);
  }
}

/** A fault that is misspelt would be a test that tests nothing. Throws TypeError. */
export function checkJoinFaults(faults: readonly JoinFault[] = []): void {
  for (const fault of faults) {
    if (!Object.hasOwn(joinFaults, fault)) throw new TypeError(`there is no fault ${fault} of joining`);
  }
}

/** A track that is stopped by a page does not tell; one whose device is gone does. */
function unplug(track: MediaStreamTrack | null): void {
  track?.stop();
  track?.dispatchEvent(new Event('ended'));
}

/** What the server offers, as far as a firewall without UDP lets it through. */
export function withoutUdp(media: Media): Media {
  const filtered = ({ iceCandidates, ...transport }: Media['sendTransport']) => ({
    ...transport,
    iceCandidates: iceCandidates.filter(({ protocol }) => protocol === 'tcp'),
  });
  return {
    ...media,
    sendTransport: filtered(media.sendTransport),
    recvTransport: filtered(media.recvTransport),
  };
}

/** STUN, and TURN by UDP, are behind the firewall too. */
export function serversWithoutUdp(servers: IceServers): IceServers {
  return servers
    .map(server => ({
      ...server,
      urls: server.urls.filter(url => /^turns:|^turn:.*transport=tcp/i.test(url)),
    }))
    .filter(({ urls }) => urls.length > 0);
}
