import { defineConfig } from 'vitest/config';

// One project per kind of test, so that each can be run alone: `npx vitest run --project unit`.
// Projects that start real workers, servers or browsers run one file at a time: the machine is small.
const serial = { fileParallelism: false, testTimeout: 90_000, hookTimeout: 180_000 };
// Milliseconds of a machine that has much else to do.
const patient = { testTimeout: 30_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      // The files of one process share their modules, which is three times as fast. What the client and its page keep are such modules.
      {
        test: {
          name: 'unit',
          include: [
            'test/{protocol,lib,media,auth,rooms,checks,sessions,http,metrics,timeline,webhooks,scripts,doctor}/**/*.test.ts',
            'test/*.test.ts',
          ],
          isolate: false,
          ...patient,
        },
      },
      { test: { name: 'client', include: ['test/client/**/*.test.ts'], ...patient } },
      { test: { name: 'deployment', include: ['test/deployment/**/*.test.ts'], ...serial } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...serial } },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...serial } },
      {
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          globalSetup: 'test/conformance/support/start-server.ts',
          ...serial,
        },
      },
      { test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'], ...serial, testTimeout: 300_000 } },
      // Real encoders and decoders on a machine that others use too: a test may need a second try there, and says so in the report.
      {
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...serial, testTimeout: 240_000, retry: 1 },
      },
      { test: { name: 'load', include: ['test/load/**/*.test.ts'], ...serial, retry: 1 } }, // as e2e: Chromium is in it
      // Ratios of processor time, which a busy machine disturbs less than times, but does disturb.
      { test: { name: 'bench', include: ['test/bench/**/*.test.ts'], ...serial, retry: 2 } },
      // One run of each row; `npm run test:faults` runs them many times.
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          ...serial,
          testTimeout: 240_000,
          retry: 2,
        },
      },
    ],
  },
});
