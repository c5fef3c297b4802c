/**
 * How the administration page is bundled: a page of its own beside the conference page, which shares no script with it, so that neither
 * loads anything for the other.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'client/admin',
  base: '/',
  publicDir: false,
  build: {
    outDir: '../dist',
    emptyOutDir: false,
    target: 'es2022',
    // As in vite.config.ts: nothing inline, for the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: 'client/admin/admin.html' },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
