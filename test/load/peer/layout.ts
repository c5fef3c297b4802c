/**
 * What a subscriber with a page of that layout wants to receive of a room: the interest that the SDK would declare for its tiles. Pure.
 */
import type { Interest, TileSize } from '../../../server/protocol/interest.ts';
import type { PeerState, RoomState } from '../../../server/protocol/room-state.ts';
import type { Layout } from '../scenario/scenario.ts';

const nothing: Interest = { audio: [], video: [], otherVideo: null };
const unseen: TileSize = { width: 0, height: 0 };
const large: TileSize = { width: 1280, height: 720 };

/** Device pixels, and how many; of `speaker` the small ones. */
const tiles = {
  '3x3': { size: { width: 640, height: 360 }, count: 9 },
  '5x5': { size: { width: 384, height: 216 }, count: 25 },
  speaker: { size: { width: 320, height: 180 }, count: 5 },
} as const;

/** Videos beyond this number are not even kept ready, as on the page. */
const mostReady = 25;

/** What joining declares, before anybody is known: as the SDK does. */
export function firstInterest(layout: Layout): Interest {
  if (layout === 'none') return nothing;
  if (layout === 'audio') return { ...nothing, audio: 'all' };
  return { audio: 'all', video: [], otherVideo: { width: 320, height: 180 } };
}

export interface Viewer {
  readonly peerId: string;
  /** Peer id of who has the floor. */
  readonly dominant: string | null;
}

/** Screens first, then who speaks, then those who came first. */
export function interestIn(layout: Layout, { peers }: RoomState, { peerId, dominant }: Viewer): Interest {
  if (layout === 'none' || layout === 'audio') return firstInterest(layout);
  const others = Object.values(peers).filter(peer => peer.peerId !== peerId);
  const screens = idsOf(others, 'screen');
  const speakersFirst = [
    ...others.filter(peer => peer.peerId === dominant),
    ...others.filter(peer => peer.peerId !== dominant),
  ];
  const cameras = idsOf(layout === 'speaker' ? speakersFirst : others, 'camera');
  const { size, count } = tiles[layout];
  const ids = [...screens, ...cameras];
  const ofStage = layout === 'speaker' ? ids.slice(0, 1) : screens.slice(0, count);
  const ofGrid = ids.slice(ofStage.length, layout === 'speaker' ? count + 1 : count);
  const isRoomLeft = ids.length < (layout === 'speaker' ? count + 1 : count);
  const unshown = ids.length > mostReady ? null : unseen;
  return {
    audio: 'all',
    video: [
      ...ofStage.map(producerId => ({ producerId, ...large })),
      ...ofGrid.map(producerId => ({ producerId, ...size })),
    ],
    otherVideo: isRoomLeft ? size : unshown,
  };
}

function idsOf(peers: readonly PeerState[], source: 'camera' | 'screen'): string[] {
  return peers.flatMap(({ producers }) =>
    Object.values(producers)
      .filter(producer => producer.source === source)
      .map(({ producerId }) => producerId),
  );
}

/** Whether anything of that producer is to be seen. */
export function isShown({ video, otherVideo }: Interest, producerId: string): boolean {
  const tile = video.find(each => each.producerId === producerId) ?? otherVideo;
  return tile !== null && tile.width > 0 && tile.height > 0;
}
