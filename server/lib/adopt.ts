/**
 * The one rule for objects that are created with an `await`: their owner may have been closed meanwhile, and then nobody
 * else will ever close them. Knows nothing of what it adopts.
 */

/** Anything with one way to die whose `observer` says so exactly once (mediasoup's objects do). */
export interface Mortal {
  readonly closed: boolean;
  close(): void;
  readonly observer: { once(event: 'close', listener: () => void): unknown };
}

/** Thrown when the owner of what was being created is gone. */
export class GoneError extends Error {
  override readonly name = 'GoneError';
}

/**
 * Hands `child` to `owner` right after the `await` that made it, and calls `onClosed` once when it dies, whatever the cause.
 * Closes the child and throws GoneError when the owner died during the await; throws it too when the child is dead already.
 */
export function adopt<Child extends Mortal>(
  owner: { readonly closed: boolean },
  child: Child,
  onClosed?: () => void,
): Child {
  if (owner.closed) {
    child.close();
    throw new GoneError('closed while it was being created');
  }
  if (child.closed) throw new GoneError('closed as soon as it was created');
  if (onClosed) child.observer.once('close', onClosed);
  return child;
}
