/** Looking into a room from outside. */
import { maxPreviewed } from '../../protocol/methods.ts';
import { maxRoomName } from '../../protocol/shapes.ts';
import type { AnytimeHandlers } from './context.ts';
import { normalized } from './normalized.ts';

export const previewing: AnytimeHandlers = {
  preview({ registry }, { room }) {
    const peers = registry.peersIn(normalized('room', room, maxRoomName));
    return { count: peers.length, names: peers.slice(0, maxPreviewed).map(({ name }) => name) };
  },
};
