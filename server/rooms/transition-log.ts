/**
 * Writes each transition into the log, as one line with the room and the peer. `info` is for what happens to a room or a peer now and
 * then; what one of them can make happen many times a second, and who was not let in, which anybody can be at will, is `debug`.
 */
import type { Log } from '../log.ts';
import type { Transition, TransitionListener, TransitionType } from './transitions.ts';

interface Line {
  readonly level: 'debug' | 'info' | 'warn';
  readonly message: string;
}

const info = (message: string): Line => ({ level: 'info', message });
const debug = (message: string): Line => ({ level: 'debug', message });
const warn = (message: string): Line => ({ level: 'warn', message });

const lines: { [Type in Exclude<TransitionType, 'offended'>]: Line } = {
  roomOpened: info('room opened'),
  roomClosed: info('room closed'),
  mediaLost: warn('room lost its media'),
  mediaRenewed: info('room has media again'),
  peerJoined: info('peer joined'),
  peerSuspended: info('peer suspended'),
  peerResumed: info('peer resumed'),
  peerLeft: info('peer left'),
  generationBegan: info('generation began'),
  transportConnected: info('transport connected'),
  transportDisconnected: info('transport disconnected'),
  firstMedia: info('first media'),
  producerAdded: info('producer added'),
  producerPaused: debug('producer paused'),
  producerResumed: debug('producer resumed'),
  producerRemoved: info('producer removed'),
  qualityChanged: debug('quality changed'),
  layersChanged: debug('layers changed'),
  joinRefused: debug('join refused'),
};

export function transitionLog(log: Log): TransitionListener {
  return transition => {
    const { level, message } = lineOf(transition);
    if (log.isLevelEnabled(level)) log[level](fieldsOf(transition), message);
  };
}

function lineOf(transition: Transition): Line {
  if (transition.type !== 'offended') return lines[transition.type];
  return warn(`a publisher was far too fast and is ${transition.step}`);
}

/** A peer is known by its id; only the line of its joining says who that is. Milliseconds are whole ones. */
function fieldsOf({ type, at: _, ...facts }: Transition): Record<string, unknown> {
  // `level` is that of the line.
  const { peerId: peer, name, identity, level: quality, ...rest }: Record<string, unknown> = facts;
  const who = type === 'peerJoined' || type === 'joinRefused' ? { name, identity } : {};
  return Object.fromEntries(
    Object.entries({ peer, ...who, quality, ...rest }).map(([field, value]) => [
      field,
      typeof value === 'number' ? Math.round(value) : value,
    ]),
  );
}
