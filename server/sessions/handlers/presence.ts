/** What a peer shows of itself beside media. */
import type { Handlers } from './context.ts';

export const presence: Handlers<'setHand' | 'sendReaction' | 'sendChat' | 'reportQuality'> = {
  setHand({ peer }, { raised }) {
    peer.presence.setHand(raised);
    return {};
  },

  sendReaction({ peer }, { reaction }) {
    peer.presence.react(reaction);
    return {};
  },

  sendChat({ peer }, params) {
    peer.presence.sendChat(params);
    return {};
  },

  reportQuality({ peer }, quality) {
    peer.presence.reportQuality(quality);
    return {};
  },
};
