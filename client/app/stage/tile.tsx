/**
 * The frame that every tile has: where it lies, what it is called, its caption and its tools. What is in it is handed in.
 */
import type { ComponentChildren, RefObject } from 'preact';
import type { Call } from '../call/call.ts';
import { TileReactions } from '../call/reactions.tsx';
import { initialOf } from '../typed-text.ts';
import type { Rectangle } from './stage-layout.ts';
import type { StageState } from './stage-state.ts';

/** What the stage hands to each of its tiles. */
export interface Placed {
  call: Call;
  stage: StageState;
  /** The same for as long as the tile is about the same person or screen. */
  tileKey: string;
  /** `away`: on no page that is shown, but its picture is outside of the page. `corner`: floating in one. */
  place: Rectangle | 'away' | 'corner';
}

interface Props extends Placed {
  tile: RefObject<HTMLLIElement | null>;
  peerId: string;
  source: 'camera' | 'screen';
  own?: boolean;
  /** Classes for its looks, beside `tile`. */
  looks: string;
  children: ComponentChildren;
}

export function Tile({ call, stage, tileKey, place, tile, peerId, source, own, looks, children }: Props) {
  const touched = stage.touched.value === tileKey ? ' touched' : '';
  return (
    <li
      ref={tile}
      class={`tile ${looks}${touched}${place === 'away' ? ' away' : ''}`}
      style={typeof place === 'object' ? styleOf(place) : undefined}
      data-key={tileKey}
      data-peer={peerId}
      data-source={source}
      data-self={own || undefined}
      onFocusCapture={() => {
        stage.current.value = tileKey;
      }}
    >
      {children}
      {source === 'camera' && <TileReactions call={call} peerId={peerId} />}
    </li>
  );
}

function styleOf({ x, y, width, height }: Rectangle) {
  return { '--x': `${x}px`, '--y': `${y}px`, '--tile-width': `${width}px`, '--tile-height': `${height}px` };
}

/**
 * Instead of a picture: the initial of whom it would show, and why it does not. `resting`: nothing is wrong, so where there is no room for
 * both the initial is enough to be seen.
 */
export function Placeholder({
  name,
  said,
  resting = false,
}: {
  name?: string;
  said: string;
  resting?: boolean;
}) {
  const initial = initialOf(name ?? '');
  return (
    <div class={resting ? 'placeholder resting' : 'placeholder'}>
      {initial !== '' && (
        <span class="initial" aria-hidden="true">
          {initial}
        </span>
      )}
      <span class="said">{said}</span>
    </div>
  );
}
