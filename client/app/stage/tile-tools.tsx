/**
 * The small buttons of a tile. They show when it is pointed at, tapped or has the focus. The Tab key reaches those of one tile, the arrow
 * keys go on to the others.
 */
import type { ComponentChildren, RefObject } from 'preact';
import { text } from '../strings/index.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { canFullScreen, fullScreen, toggleFullScreen } from './full-screen.ts';
import { canPictureInPicture, togglePictureInPicture } from './picture-in-picture.ts';
import type { StageState } from './stage-state.ts';

interface ToolProps {
  stage: StageState;
  tileKey: string;
  label: string;
  icon: IconName;
  pressed?: boolean;
  onClick: () => void;
}

export function Tool({ stage, tileKey, label, icon, onClick }: ToolProps) {
  const reached = stage.current.value === tileKey;
  return (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={label}
      tabIndex={reached ? 0 : -1}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

interface Props {
  stage: StageState;
  tileKey: string;
  tile: RefObject<HTMLElement | null>;
  /** Whose tile it is, as the buttons call it. */
  name: string;
  /** There is a picture that may be taken out of the page. */
  movable: boolean;
  children?: ComponentChildren;
}

export function TileTools({ stage, tileKey, tile, name, movable, children }: Props) {
  const pinned = stage.pinned.value === tileKey;
  const outside = stage.outside.value === tileKey;
  const full = fullScreen.value !== null && fullScreen.value === tile.current;
  const words = text.stage;
  const on = (act: (tile: HTMLElement) => void) => () => {
    if (tile.current) act(tile.current);
  };
  const shared = { stage, tileKey };
  return (
    <div class="tools" role="toolbar" aria-label={words.tools(name)}>
      {!full && (
        <Tool
          {...shared}
          label={pinned ? words.unpin(name) : words.pin(name)}
          icon={pinned ? 'unpin' : 'pin'}
          onClick={() => stage.togglePin(tileKey)}
        />
      )}
      {canFullScreen() && (
        <Tool
          {...shared}
          label={full ? words.leaveFullScreen : words.tileFullScreen(name)}
          icon={full ? 'leaveFullScreen' : 'fullScreen'}
          onClick={on(element => void toggleFullScreen(element))}
        />
      )}
      {movable && canPictureInPicture() && (
        <Tool
          {...shared}
          label={outside ? words.leavePictureInPicture(name) : words.pictureInPicture(name)}
          icon="pictureInPicture"
          onClick={on(element => void togglePictureInPicture(element))}
        />
      )}
      {children}
    </div>
  );
}
