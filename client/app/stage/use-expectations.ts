/**
 * Tells the tile observer of the videos that have no tile. As long as there is one page, newcomers are to be seen at once. What is on other
 * pages is kept ready, or in a large room left out but for the pages beside this one.
 */
import { useEffect } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import type { Item, Scene } from './scene.ts';
import { type Space, type StageLayout, stageLayout, type Wanted } from './stage-layout.ts';
import { producerOf } from './use-scene.ts';

/** Videos beyond this number are not even kept ready: each costs the server a consumer and the browser a decoder in waiting. */
const mostReady = 25;

export function useExpectations(call: Call, { small }: Scene, wanted: Wanted, layout: StageLayout): void {
  const { page, pageSize } = layout;
  const size = sizeOfNext(wanted);
  const large = small.length > mostReady;
  useEffect(() => {
    if (wanted.space.width === 0) return;
    if (size) call.tiles.setExpected(inDevicePixels(size));
    else call.tiles.setExpected(large ? null : { width: 0, height: 0 });
    const beside = [page - 1, page + 1].filter(other => other >= 0);
    const ready = beside.flatMap(other => small.slice(other * pageSize, (other + 1) * pageSize));
    call.tiles.keepReady(large ? ready.flatMap(videoOf) : []);
  });
}

/**
 * Undefined when there are other pages: what is expected at a size is everything without a tile, and that would be what is on them, too.
 */
function sizeOfNext(wanted: Wanted): Space | undefined {
  const next = stageLayout({ ...wanted, count: wanted.count + 1 });
  return next.pages === 1 ? next.tiles.at(-1) : undefined;
}

function videoOf({ peer, screen }: Item) {
  const source = screen ? ('screen' as const) : ('camera' as const);
  const producer = screen ?? producerOf(peer, 'camera');
  return producer ? [{ producerId: producer.producerId, peerId: peer.peerId, source }] : [];
}

function inDevicePixels({ width, height }: Space): Space {
  return { width: width * devicePixelRatio, height: height * devicePixelRatio };
}
