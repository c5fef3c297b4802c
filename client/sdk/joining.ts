/**
 * The way into a room: a socket, a browser that can do what the server's rooms carry, and the request to join. Knows no room: what
 * becomes of the answer is decided by who asked.
 */
import type { Device } from 'mediasoup-client/types';
import type { Interest } from '#protocol/interest.ts';
import type { Media } from '#protocol/media.ts';
import type { Params, Result } from '#protocol/methods.ts';
import type { IceServer } from '#protocol/rtp.ts';
import type { SignalParams } from '#protocol/signals.ts';
import { prepareDevice } from './device.ts';
import type { JoinOptions } from './join-options.ts';
import { LastingConnection } from './lasting-connection.ts';
import { SessionEnded } from './session-end.ts';
import { checkJoinFaults, serversWithoutUdp, withoutUdp } from './simulate.ts';

/** A session before it has joined. */
export interface OpenSession {
  readonly connection: LastingConnection;
  readonly device: Device;
  readonly hello: SignalParams<'hello'>;
}

/**
 * A connection that ends, as `left`, when `signal` is aborted, and has ended when it was before. Throws TypeError for a fault that
 * there is not.
 */
export function connectionFor(options: JoinOptions): LastingConnection {
  const { signal } = options;
  checkJoinFaults(options.simulate);
  const connection = new LastingConnection(options);
  if (signal?.aborted) connection.close('left');
  const callOff = () => connection.close('left');
  signal?.addEventListener('abort', callOff);
  connection.on('ended', () => signal?.removeEventListener('abort', callOff));
  return connection;
}

/** Rejects with SessionEnded. */
export async function openSession(connection: LastingConnection, options: JoinOptions): Promise<OpenSession> {
  const opening = connection.open();
  const loadDevice = prepareDevice(options.handlerFactory);
  const hello = await opening;
  const device = await loadDevice(hello.routerRtpCapabilities);
  // Whoever is made for it from here on would wait in vain for its end.
  if (connection.end) throw new SessionEnded(connection.end);
  return { connection, device, hello };
}

/** Those that a fault of joining leaves. */
export function reachable(iceServers: IceServer[], options: JoinOptions): IceServer[] {
  return isUdpBlocked(options) ? serversWithoutUdp(iceServers) : iceServers;
}

/** What of a generation such a fault leaves. */
export function reachableMedia(media: Media, options: JoinOptions): Media {
  return isUdpBlocked(options) ? withoutUdp(media) : media;
}

/** Rejects with RequestError when the server refuses, with SessionEnded. */
export async function requestJoin(
  { connection, device }: OpenSession,
  options: JoinOptions,
  interest: Interest,
): Promise<Result<'join'>> {
  let told = false;
  const unfollow = connection.on('waiting', () => {
    connection.waitFor('join');
    if (!told) options.onWaiting?.();
    told = true;
  });
  const { token } = options;
  const joined = await connection.request('join', joinParams(options, { token, device, interest }));
  unfollow(); // waiting again, somebody who was in the room already waits for something else
  return reachableOnly(joined, options);
}

/** The answer to joining, without the ways that a fault of joining takes. */
export function reachableOnly(joined: Result<'join'>, options: JoinOptions): Result<'join'> {
  const iceServers = reachable(joined.iceServers, options);
  return { ...joined, media: reachableMedia(joined.media, options), iceServers };
}

interface Entering {
  token: string | undefined;
  device: Device;
  interest: Interest;
}

/** What to ask for to be in the room that the options say. */
export function joinParams(options: JoinOptions, { token, device, interest }: Entering): Params<'join'> {
  const { room, data = true } = options;
  const rtpCapabilities = device.recvRtpCapabilities as Params<'join'>['rtpCapabilities'];
  return { room, ...personOf(options, token), rtpCapabilities, interest, data };
}

/** Who comes in, and what it shows at the door. */
function personOf({ name, passcode }: JoinOptions, token: string | undefined) {
  return {
    ...(name !== undefined && { name }),
    ...(token !== undefined && { token }),
    ...(passcode !== undefined && { passcode }),
  };
}

function isUdpBlocked({ simulate }: JoinOptions): boolean {
  return simulate?.includes('udp-blocked') === true;
}
