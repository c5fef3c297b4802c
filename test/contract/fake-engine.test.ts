import { mediaCodecs } from '../../server/media/codecs.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { describeData } from './data.ts';
import { describeEngine } from './engine.ts';

const start = async () => {
  const worker = new FakeWorker();
  return {
    createRouter: () => worker.createRouter(mediaCodecs),
    stop: () => worker.stop(),
    continue: () => worker.continue(),
    kill: async () => worker.kill(),
  };
};

describeEngine('the fake engine', start);
describeData('the fake engine', start);
