/**
 * A look into a room without entering it, over a connection of its own that is closed again.
 */
import type { Result } from '#protocol/methods.ts';
import { Connection, type ConnectionOptions } from './connection.ts';

export interface PreviewOptions extends ConnectionOptions {
  /** The server's socket: `ws:` or `wss:`, path `/ws`. */
  url: string;
  room: string;
  /** As for joining. */
  token?: string;
}

/** How many are inside, the names of those who came first, at most 50, and what would keep you from joining. */
export type RoomPreview = Result<'preview'>;

/** Rejects with SessionEnded, or with RequestError when the server refuses. */
export async function preview({ url, room, token, ...options }: PreviewOptions): Promise<RoomPreview> {
  const connection = new Connection(options);
  try {
    await connection.open(url, options.openSocket);
    return await connection.request('preview', { room, ...(token !== undefined && { token }) });
  } finally {
    connection.close('left');
  }
}
