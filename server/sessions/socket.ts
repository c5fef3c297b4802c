/** What a session needs of a WebSocket, so that the tests can hand it one of their own. `ws` fits as it is. */
export interface Socket {
  /** Bytes accepted by `send` that the network has not taken yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
  /** `payload` comes back in the pong, at most 125 bytes. */
  ping(payload?: string): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
}
