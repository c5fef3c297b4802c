/** What a peer receives. */
import type { Handlers } from './context.ts';

export const receiving: Handlers<'setInterest' | 'startConsumers'> = {
  async setInterest({ peer }, { interest }) {
    await peer.subscriptions.setInterest(interest);
    return {};
  },

  async startConsumers({ peer }, { consumerIds }) {
    await peer.subscriptions.start(consumerIds);
    return {};
  },
};
