/** In a page: when its peer connections had ICE and DTLS, by what they are for. */

declare global {
  /** Kept by `rememberConnections`. */
  var connections: RTCPeerConnection[];
}

export class ConnectedAt {
  /** performance.now() */
  readonly moments: { send?: number; recv?: number } = {};
  readonly #watched = new WeakSet<RTCPeerConnection>();

  /** Takes note of those that were made since. */
  look(): void {
    for (const connection of connections) {
      if (this.#watched.has(connection)) continue;
      this.#watched.add(connection);
      connection.addEventListener('connectionstatechange', () => this.#note(connection));
      this.#note(connection);
    }
  }

  #note(connection: RTCPeerConnection): void {
    if (connection.connectionState !== 'connected') return;
    const sends = connection.getTransceivers().some(({ sender }) => sender.track !== null);
    this.moments[sends ? 'send' : 'recv'] ??= performance.now();
  }
}
