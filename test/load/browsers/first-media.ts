/** In a page: plays what is received, and notes when the first sound came and the first picture was shown. */

export class FirstMedia {
  /** performance.now() */
  readonly moments: { audio?: number; video?: number } = {};
  readonly #elements = new Map<MediaStreamTrack, HTMLMediaElement>();

  play(track: MediaStreamTrack): void {
    const element = document.createElement(track.kind === 'video' ? 'video' : 'audio');
    Object.assign(element, { autoplay: true, playsInline: true, srcObject: new MediaStream([track]) });
    this.#elements.set(track, element);
    document.body.append(element);
    // A page of a blocked element still receives.
    element.play().catch(() => {});
    if (element instanceof HTMLVideoElement) {
      element.requestVideoFrameCallback(now => {
        this.moments.video ??= now;
      });
    } else this.#noteSound(track);
  }

  stop(track: MediaStreamTrack): void {
    this.#elements.get(track)?.remove();
    this.#elements.delete(track);
  }

  /** A remote track is muted until the first packet. */
  #noteSound(track: MediaStreamTrack): void {
    const note = () => {
      this.moments.audio ??= performance.now();
    };
    if (track.muted) track.addEventListener('unmute', note, { once: true });
    else note();
  }
}
