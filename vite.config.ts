/**
 * How the conference page is bundled. Everything it needs is in the bundle: it makes no request to anyone but its own server.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'client/app',
  base: '/',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: a strict content security policy then needs no exceptions.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
