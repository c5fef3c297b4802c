/**
 * What the page around this one may switch on. A microphone or camera goes on at its command only while the person in front of the
 * screen has agreed to that device: had it on when pressing Join, pressed its button, answered the question of this page, or that of
 * the browser. Switching it off by hand takes the agreement back. Knows devices by name and whether they are on, nothing else.
 */
export type Device = 'microphone' | 'camera';

export class Consent {
  readonly #given = { microphone: false, camera: false };
  /** What changes now is the parent's doing. */
  readonly #commanded = { microphone: false, camera: false };

  given(device: Device): boolean {
    return this.#given[device];
  }

  /** A device is on or off: if that was not the parent's doing, it was the person's. */
  observe(device: Device, on: boolean): void {
    if (!this.#commanded[device]) this.#given[device] = on;
  }

  /** Does what the parent asked for. It is not taken for what the person wants. */
  async command(device: Device, act: () => Promise<void>): Promise<void> {
    this.#commanded[device] = true;
    try {
      await act();
    } finally {
      this.#commanded[device] = false;
    }
  }
}

/**
 * The devices that the browser would give without asking the person, because it was told once for all. A browser that does not say
 * counts as one that would. It is for this page to ask, then.
 */
export async function grantedUnasked(): Promise<Device[]> {
  const unasked: Device[] = [];
  for (const name of ['microphone', 'camera'] as const) {
    const answer = await navigator.permissions.query({ name }).catch(() => undefined);
    if (!answer || answer.state === 'granted') unasked.push(name);
  }
  return unasked;
}
