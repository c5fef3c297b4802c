import { once } from 'node:events';
import { mediaCodecs } from '../../server/media/codecs.ts';
import { createWorker } from '../../server/media/create-worker.ts';
import { workerBin } from '../support/worker-bin.ts';
import { describeData } from './data.ts';
import { describeEngine } from './engine.ts';

const start = async () => {
  const worker = await createWorker({ workerBin: await workerBin() });
  return {
    createRouter: () => worker.createRouter({ mediaCodecs }),
    stop: () => process.kill(worker.pid, 'SIGSTOP'),
    continue: () => process.kill(worker.pid, 'SIGCONT'),
    kill: async () => {
      const gone = once(worker.observer, 'close');
      process.kill(worker.pid, 'SIGKILL');
      await gone;
    },
  };
};

describeEngine('the real worker', start);
describeData('the real worker', start);
