/** A peer's transports: DTLS and ICE. */
import type { Handlers } from './context.ts';

export const transports: Handlers<'connectTransport' | 'restartIce' | 'renewMedia'> = {
  async connectTransport({ peer }, { transportId, dtlsParameters }) {
    await peer.media.connect(transportId, dtlsParameters);
    return {};
  },

  async restartIce({ peer }, { transportId }) {
    return { iceParameters: await peer.media.restartIce(transportId) };
  },

  async renewMedia({ peer }, { generation }) {
    await peer.renewMedia(generation);
    return {};
  },
};
