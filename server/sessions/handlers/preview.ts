/** Looking into a room from outside. */
import { maxPreviewed } from '../../protocol/methods-entering.ts';
import { maxRoomName } from '../../protocol/shapes.ts';
import type { AnytimeHandlers } from './context.ts';
import { normalized } from './normalized.ts';

export const previewing: Pick<AnytimeHandlers, 'preview'> = {
  async preview({ registry, access }, params) {
    const room = normalized('room', params.room, maxRoomName);
    const visitor = await access.onlooker({ room, token: params.token });
    return registry.preview(room, visitor, maxPreviewed);
  },
};
