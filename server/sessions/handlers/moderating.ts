/** What moderators decide for others, and for the room. */
import type { Handlers } from './context.ts';
import { withNormalTitle } from './normalized.ts';

type Moderating =
  | 'muteProducer'
  | 'stopProducer'
  | 'changeGrant'
  | 'removePeer'
  | 'admit'
  | 'refuse'
  | 'changeRoom'
  | 'endRoom';

export const moderating: Handlers<Moderating> = {
  async muteProducer({ peer, room }, { producerId, force }) {
    await room.moderation.mute(producerId, force, peer);
    return {};
  },

  stopProducer({ peer, room }, { producerId }) {
    room.moderation.stop(producerId, peer);
    return {};
  },

  changeGrant({ peer, room }, { peerId, grant }) {
    room.moderation.changeGrant(peerId, grant, peer);
    return {};
  },

  removePeer({ peer, room }, { peerId }) {
    room.moderation.remove(peerId, peer);
    return {};
  },

  admit({ room }, { waitingId }) {
    room.moderation.admit(waitingId);
    return {};
  },

  refuse({ room }, { waitingId }) {
    room.moderation.refuse(waitingId);
    return {};
  },

  changeRoom({ peer, room }, { settings }) {
    room.moderation.changeSettings(withNormalTitle(settings), peer);
    return {};
  },

  /** The session ends the room once the answer is on its way. */
  endRoom: () => ({}),
};
