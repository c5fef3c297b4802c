/** What a peer publishes. */
import type { Handlers } from './context.ts';

export const publishing: Handlers<'publish' | 'unpublish' | 'pauseProducer' | 'resumeProducer'> = {
  async publish({ peer }, params) {
    await peer.publishing.publish(params);
    return {};
  },

  unpublish({ peer }, { producerId }) {
    peer.publishing.unpublish(producerId);
    return {};
  },

  async pauseProducer({ peer }, { producerId }) {
    await peer.publishing.setPaused(producerId, true);
    return {};
  },

  async resumeProducer({ peer }, { producerId }) {
    await peer.publishing.setPaused(producerId, false);
    return {};
  },
};
