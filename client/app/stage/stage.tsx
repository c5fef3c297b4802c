/**
 * Everybody in the room, and the shared screens, which take most of the space when there are any.
 */
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';
import { OwnTile, producerOf, RemoteTile } from './person-tile.tsx';
import { ScreenTile } from './screen-tile.tsx';
import { TileGrid } from './tile-grid.tsx';

export function Stage({ call }: { call: Call }) {
  const peers = Object.values(call.state.value.peers);
  const own = peers.find(peer => peer.peerId === call.peerId);
  const others = peers.filter(peer => peer !== own);
  const screens = others.flatMap(peer => {
    const screen = producerOf(peer, 'screen');
    return screen ? [<ScreenTile key={screen.producerId} call={call} peer={peer} screen={screen} />] : [];
  });
  const people = [
    ...(own ? [<OwnTile key={own.peerId} call={call} peer={own} />] : []),
    ...others.map(peer => <RemoteTile key={peer.peerId} call={call} peer={peer} />),
  ];
  return (
    <main class={screens.length > 0 ? 'stage with-screens' : 'stage'}>
      {screens.length > 0 && <TileGrid label={text.screens}>{screens}</TileGrid>}
      <TileGrid label={text.participants}>{people}</TileGrid>
    </main>
  );
}
