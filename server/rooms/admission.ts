/**
 * Who may come into a room, as it is set and at this moment. Pure but for the count of wrong passcodes.
 */
import type { Visitor } from '../auth/visitor.ts';
import { RequestError } from '../errors.ts';
import type { RoomRecord } from './room-record.ts';

/** How often somebody may try passcodes. */
export interface PasscodeTries {
  mayTryPasscode(): boolean;
  failedPasscode(): void;
}

export interface Asking {
  readonly passcode: string | undefined;
  readonly tries: PasscodeTries;
  /** Somebody whom others see is in the room, or was a moment ago. */
  readonly attended: boolean;
}

/** What stands between a visitor and the room. */
export interface Barriers {
  readonly locked: boolean;
  readonly lobby: boolean;
  readonly passcode: boolean;
  /** Milliseconds since 1970, when it is still to come. */
  readonly notBefore: number | null;
}

export function barriersFor(record: RoomRecord, visitor: Visitor, attended: boolean): Barriers {
  const { locked, lobby, passcode, notBefore } = record.settings;
  if (record.grantOf(visitor).moderator)
    return { locked: false, lobby: false, passcode: false, notBefore: null };
  // Nobody would be there to open.
  const unattended = record.selfGoverned && !attended;
  const known = record.hasBeenInside(visitor);
  return {
    locked: locked && !unattended,
    lobby: lobby && !unattended && !known,
    passcode: passcode && !known,
    notBefore: notBefore !== null && notBefore > Date.now() ? notBefore : null,
  };
}

/** Throws `removed` or `room-expired`: what holds for everybody, and again after a wait. */
export function requireWelcome({ removed, settings }: RoomRecord, visitor: Visitor): void {
  if (removed.covers(visitor)) throw new RequestError('removed');
  if (settings.expires !== null && settings.expires <= Date.now()) throw new RequestError('room-expired');
}

/** Throws what keeps the visitor out. Returns whether they have to wait in the lobby. */
export function requireAdmission(record: RoomRecord, visitor: Visitor, asking: Asking): 'enter' | 'wait' {
  requireWelcome(record, visitor);
  const { locked, lobby, passcode, notBefore } = barriersFor(record, visitor, asking.attended);
  if (notBefore !== null) {
    throw new RequestError('too-early', undefined, `The room opens at ${new Date(notBefore).toISOString()}.`);
  }
  if (locked) throw new RequestError('room-locked');
  if (passcode) requirePasscode(record, asking);
  return lobby ? 'wait' : 'enter';
}

function requirePasscode(record: RoomRecord, { passcode, tries }: Asking): void {
  if (passcode === undefined) throw new RequestError('passcode-required', 'passcode');
  if (!tries.mayTryPasscode()) throw new RequestError('rate-limited', 'passcode', 'too many wrong passcodes');
  if (record.passcodeFits(passcode)) return;
  tries.failedPasscode();
  throw new RequestError('passcode-wrong', 'passcode');
}

/** How many there are, those on their way in included. */
export interface Occupancy {
  /** Of those whom others see. */
  readonly visible: number;
  readonly all: number;
  /** The server's bound, for all of them. */
  readonly maxPeers: number;
}

/** Throws `room-full`. Moderators, and who is not seen, come in however few the room is meant for. */
export function requirePlace(
  record: RoomRecord,
  visitor: Visitor,
  { visible, all, maxPeers }: Occupancy,
): void {
  const { maxPeers: wished } = record.settings;
  const exempt = visitor.hidden || record.grantOf(visitor).moderator;
  const full = wished !== null && !exempt && visible >= wished;
  if (full || all >= maxPeers) throw new RequestError('room-full');
}
