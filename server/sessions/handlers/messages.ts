/** Messages over data channels: only how they are to come is said here. */
import type { Handlers } from './context.ts';

export const messages: Handlers<'publishData'> = {
  async publishData({ peer }, params) {
    await peer.messaging.publish(params);
    return {};
  },
};
