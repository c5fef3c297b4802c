/**
 * Somebody else's site: pages of an origin other than the server's, for what is embedded in them.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostSite {
  readonly origin: string;
  close(): void;
}

/** `pages`: HTML by path. `localhost` is another site than 127.0.0.1, on which the server under test listens. */
export async function serveSite(pages: Record<string, string>): Promise<HostSite> {
  const server = createServer(({ url = '/' }, response) => {
    const page = pages[new URL(url, 'http://localhost').pathname];
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
