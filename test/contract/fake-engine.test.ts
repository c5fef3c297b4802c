import { mediaCodecs } from '../../server/media/codecs.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { describeEngine } from './engine.ts';

describeEngine('the fake engine', async () => {
  const worker = new FakeWorker();
  return {
    createRouter: () => worker.createRouter(mediaCodecs),
    stop: () => worker.stop(),
    continue: () => worker.continue(),
    kill: async () => worker.kill(),
  };
});
