/** A script for a page from a file of the tests, with all that it imports. */
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

/** Resolves with the text of one module. */
export async function bundlePage(entry: URL): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, minify: false, rolldownOptions: { input: fileURLToPath(entry) } },
  });
  const [chunk] = (output as Rolldown.RolldownOutput).output;
  return chunk.code;
}
