/** The conference page and the administration page: the files that the client's build left in its directory. Knows nothing of what they do. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** The file of each page; what the first shows is up to its address. */
const pages = { '/': 'index.html', '/r/:room': 'index.html', '/check': 'index.html', '/admin': 'admin.html' };
const notBuilt = 'The page is not built. Start the server with `npm start`, which builds it.\n';

/** Serves `/`, `/r/<room>`, `/check`, `/admin`, the assets from `directory`, an absolute path, and whatever is not there. */
export async function servePage(fastify: FastifyInstance, directory: string): Promise<void> {
  if (!existsSync(join(directory, 'index.html'))) {
    const sayNotBuilt = (_request: unknown, reply: FastifyReply) =>
      reply.code(503).type('text/plain').send(notBuilt);
    for (const path of Object.keys(pages)) fastify.get(path, sayNotBuilt);
    return;
  }
  await fastify.register(fastifyStatic, {
    root: directory,
    index: false,
    wildcard: true,
    allowedPath: path => !path.endsWith('.sha256'), // the build's own note
    cacheControl: false,
    setHeaders,
  });
  for (const [path, file] of Object.entries(pages))
    fastify.get(path, (_request, reply) => reply.sendFile(file));
  // A person who went astray gets the front page, with the status that says so; a program gets the status.
  fastify.setNotFoundHandler(({ headers }, reply) => {
    reply.code(404);
    return headers.accept?.includes('text/html')
      ? reply.sendFile('index.html')
      : reply.send({ error: 'not found' });
  });
}

/**
 * Assets carry a hash of their content in their name; the page that names them is asked for anew each time. The script of the
 * element is for pages of other origins, whichever they are and however careful with what they load.
 */
function setHeaders(reply: FastifyReply, path: string): void {
  const forever = path.includes('/assets/');
  reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (!path.endsWith('/plenum-room.js')) return;
  reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
}
