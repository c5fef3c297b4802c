/**
 * How one source of this person is, as a page shows it. Knows no device.
 */

/** How a microphone, camera or screen of this person is. */
export interface SourceState {
  /** null: the device is not in use. */
  track: MediaStreamTrack | null;
  /**
   * Others see or hear it, or will once there is a room. A muted microphone keeps its track, so that it is back at once; a camera
   * that is off does not, so that its light goes out.
   */
  on: boolean;
  /** Being started: the browser may be asking for permission. */
  starting: boolean;
  /** The device in use, or the one that will be asked for; undefined: whichever the browser takes. Always undefined for a screen. */
  deviceId: string | undefined;
}

export const off: SourceState = { track: null, on: false, starting: false, deviceId: undefined };
