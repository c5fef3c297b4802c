/**
 * How the example is run: `npm run example` serves it, and passes its WebSocket on to the Plenum server at PLENUM_URL.
 */
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  root: 'client/example',
  // Within this repository `plenum/client` is its sources; elsewhere it is what `npm run build:sdk` made of them.
  resolve: { conditions: ['plenum-source', ...defaultClientConditions] },
  server: { proxy: { '/ws': { target: process.env.PLENUM_URL ?? 'http://localhost:3000', ws: true } } },
});
