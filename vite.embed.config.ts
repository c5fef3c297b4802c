/**
 * How `<plenum-room>` is bundled: one script of a stable name that needs no other file, so that a page of another origin can load it
 * with a plain script tag, without CORS.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'client/dist',
    emptyOutDir: false,
    target: 'es2022',
    reportCompressedSize: false,
    lib: {
      entry: 'client/embed/plenum-room.ts',
      formats: ['iife'],
      name: 'PlenumRoom',
      fileName: () => 'plenum-room.js',
    },
  },
});
