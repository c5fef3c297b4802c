/**
 * Everybody in the room and the shared screens, on as many pages as they take. Every tile lies where the layout says, so that a tile that
 * becomes large or small again is the same element, and its picture goes on.
 */
import { useEffect, useLayoutEffect, useMemo } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import { useShortcuts } from '../controls/use-shortcuts.ts';
import { preferences } from '../preferences.ts';
import { text } from '../strings/index.ts';
import { PlainList } from '../ui/plain-list.tsx';
import { canFullScreen, toggleFullScreen } from './full-screen.ts';
import { tileGap } from './grid-layout.ts';
import { HiddenSelf, OwnTile } from './own-tile.tsx';
import { PersonTile } from './person-tile.tsx';
import type { Item, Scene } from './scene.ts';
import { ScreenTile } from './screen-tile.tsx';
import { StageBar } from './stage-bar.tsx';
import { type Rectangle, type StageLayout, stageLayout, type Wanted } from './stage-layout.ts';
import { StageState } from './stage-state.ts';
import { useArea } from './use-area.ts';
import { useExpectations } from './use-expectations.ts';
import { useForward } from './use-forward.ts';
import { useScene } from './use-scene.ts';
import { useTurning } from './use-turning.ts';

export function Stage({ call }: { call: Call }) {
  const stage = useMemo(() => new StageState(), [call]);
  useLayoutEffect(
    () => call.room.on('rejoined', ({ peerId, previousPeerId }) => stage.renamed(previousPeerId, peerId)),
    [call, stage],
  );
  const { ref, space } = useArea();
  const scene = useScene(call, stage);
  const { large, small } = scene;
  const shape = large && (large.screen ? 'screen' : 'person');
  const wanted: Wanted = { space, gap: tileGap, count: small.length, page: stage.page.value, large: shape };
  const layout = stageLayout(wanted);
  const { page, pages } = layout;
  const tiles = placed(scene, layout, stage.outside.value);
  useExpectations(call, scene, wanted, layout);
  const speaks = useForward(call, stage, scene, layout);
  useTurning(ref, {
    turn: by => stage.turnTo(Math.max(0, Math.min(pages - 1, page + by))),
    tap: key => stage.toggleTouched(key),
  });
  const toggleLayout = () =>
    stage.setView(stage.view.value === 'speaker' || stage.pinned.value !== null ? 'grid' : 'speaker');
  useShortcuts({
    layout: toggleLayout,
    fullScreen: () => canFullScreen() && void toggleFullScreen(document.documentElement),
  });
  const keys = tiles.map(({ item }) => item.key).join();
  useEffect(() => {
    const { current } = stage;
    if (!tiles.some(({ item }) => item.key === current.value)) current.value = tiles[0]?.item.key ?? null;
  }, [stage, keys]);
  const screens = tiles.filter(({ item }) => item.screen);
  const people = tiles.filter(({ item }) => !item.screen);
  const hidden = preferences.value.selfView === 'hidden' && large?.key !== call.peerId;
  return (
    <main class="stage">
      <div ref={ref} class="area">
        {screens.length > 0 && (
          <PlainList class="tiles" aria-label={text.screens}>
            {screens.map(each => tileOf(call, stage, each))}
          </PlainList>
        )}
        <PlainList class="tiles" aria-label={text.participants}>
          {people.map(each => tileOf(call, stage, each))}
          {hidden && <HiddenSelf call={call} peer={call.own.value} />}
        </PlainList>
      </div>
      <StageBar
        call={call}
        stage={stage}
        page={page}
        pages={pages}
        views={small.length + (large ? 1 : 0) > 1}
        speaks={speaks}
      />
    </main>
  );
}

interface PlacedItem {
  item: Item;
  place: Rectangle | 'away' | 'corner';
}

/** Before the space is measured. */
const nowhere: Rectangle = { x: 0, y: 0, width: 0, height: 0 };

/** What is on the page, the large one first, and what is shown outside of it. */
function placed(
  { large, small, floating }: Scene,
  layout: StageLayout,
  outside: string | null,
): PlacedItem[] {
  const { page, pageSize, tiles } = layout;
  const onPage = small.slice(page * pageSize, (page + 1) * pageSize);
  const away = small.filter(item => item.key === outside && !onPage.includes(item));
  return [
    ...(large ? [{ item: large, place: layout.large ?? nowhere }] : []),
    ...onPage.map((item, index) => ({ item, place: tiles[index] ?? nowhere })),
    ...(floating ? [{ item: floating, place: 'corner' as const }] : []),
    ...away.map(item => ({ item, place: 'away' as const })),
  ];
}

function tileOf(call: Call, stage: StageState, { item, place }: PlacedItem) {
  const { key, peer, screen } = item;
  const shared = { call, stage, tileKey: key, place, peer };
  if (screen) return <ScreenTile key={key} {...shared} screen={screen} />;
  if (key === call.peerId) return <OwnTile key={key} {...shared} />;
  return <PersonTile key={key} {...shared} />;
}
