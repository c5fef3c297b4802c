/**
 * A value that changes only once the new one has lasted: a cough is no change of speaker.
 */
import { useEffect, useState } from 'preact/hooks';

/** `milliseconds`: how long a new value has to last. The first one counts at once. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (value === settled) return;
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, settled, milliseconds]);
  return settled;
}
