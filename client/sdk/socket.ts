/**
 * The port through which the connection uses a socket, and the browser's WebSocket behind it. Text frames only.
 */
export interface Socket {
  send(text: string): void;
  /** The handlers are told nothing more once this was called. */
  close(code: number, word: string): void;
}

export interface SocketHandlers {
  opened(): void;
  received(frame: unknown): void;
  /** Called once at most; also when the handshake failed. */
  closed(code: number, word: string): void;
}

export type OpenSocket = (url: string, subprotocol: string, handlers: SocketHandlers) => Socket;

export const openWebSocket: OpenSocket = (url, subprotocol, handlers) => {
  const socket = new WebSocket(url, subprotocol);
  socket.onopen = () => handlers.opened();
  socket.onmessage = message => handlers.received(message.data);
  socket.onclose = closed => handlers.closed(closed.code, closed.reason);
  return {
    send(text) {
      // While the closing handshake runs there is nobody to read it, and browsers complain.
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close(code, word) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(code, word);
    },
  };
};
