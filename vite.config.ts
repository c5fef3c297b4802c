/**
 * How the conference page is bundled. Everything it needs is in the bundle: it makes no request to anyone but its own server.
 */
import { defineConfig } from 'vite';

/** Parts of mediasoup-client for React Native and for its own tests: no browser runs them, and they are a twentieth of the page. */
const notForBrowsers =
  /mediasoup-client\/lib\/(handlers\/(ReactNative106|FakeHandler)|test\/fakeParameters)\.js$/;

export default defineConfig({
  root: 'client/app',
  base: '/',
  plugins: [
    {
      name: 'browsers-only',
      load: id => (notForBrowsers.test(id) ? 'exports.absent = true;' : undefined),
    },
  ],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: a strict content security policy then needs no exceptions.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // What the SDK offers and a part of the page does not use is not loaded with it: the check of the connection comes when it is asked for.
      treeshake: { moduleSideEffects: [{ test: /\/client\/sdk\//, sideEffects: false }] },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
