/**
 * What the table of methods says of each of them, and who may call one. Knows no method.
 */
import type { TSchema } from 'typebox';
import { Closed } from './shapes.ts';
import type { ErrorReason } from './words.ts';

/** Who may call a method, once it is inside. What a call names is checked where it is done. */
export const permissions = {
  none: 'nobody is asked for one: it is not in a room yet',
  member: 'every peer',
  visible: 'peers that are not hidden',
  publish: 'visible peers whose `grant.canPublish`, and the room, allow the source',
  send: 'visible peers with `grant.canSend`',
  moderator: 'peers with `grant.moderator`',
} as const;
export type Permission = keyof typeof permissions;

export interface Method {
  /** The state that a session must be in: before the join, after it, or either. */
  phase: 'connected' | 'joined' | 'any';
  permission: Permission;
  /** Tokens it takes from the session's rate limit (see `limits` in `hello`). */
  cost: number;
  params: TSchema;
  result: TSchema;
  /** The errors it can be answered with beyond those that every request can meet. */
  errors: readonly ErrorReason[];
  summary: string;
}

/** Of what makes something, or tells everybody something: five in a second, without end. */
export const creating = 6;
export const Nothing = Closed({});
