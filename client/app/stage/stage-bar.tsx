/**
 * Below the tiles: pages, the view, full screen, and the way back to what is out of sight.
 */
import type { Call } from '../call/call.ts';
import { preferences } from '../preferences.ts';
import { text } from '../strings/index.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { canFullScreen, fullScreen, toggleFullScreen } from './full-screen.ts';
import type { StageState } from './stage-state.ts';

interface Props {
  call: Call;
  stage: StageState;
  page: number;
  pages: number;
  /** There is something to choose between the views. */
  views: boolean;
  /** Who speaks out of sight, and on which page. */
  speaks: { peerId: string; page: number } | undefined;
}

export function StageBar({ call, stage, page, pages, views, speaks }: Props) {
  const whole = document.documentElement;
  const full = fullScreen.value === whole;
  const large = stage.view.value === 'speaker' || stage.pinned.value !== null;
  const words = text.stage;
  return (
    <div class="stage-bar">
      <div class="bar-start">
        {preferences.value.selfView === 'hidden' && (
          <BarButton label={words.showSelf} icon="person" onClick={() => stage.setSelfView('tile')} />
        )}
        {speaks && (
          <button type="button" class="speaks" onClick={() => stage.turnTo(speaks.page)}>
            <span class="ellipsis">{words.speaks(call.nameOf(speaks.peerId))}</span>
          </button>
        )}
      </div>
      {pages > 1 && <Pager stage={stage} page={page} pages={pages} />}
      <div class="bar-end">
        {views && (
          <BarButton
            label={large ? words.gridView : words.speakerView}
            icon={large ? 'grid' : 'speaker'}
            onClick={() => stage.setView(large ? 'grid' : 'speaker')}
          />
        )}
        {canFullScreen() && (
          <BarButton
            label={full ? words.leaveFullScreen : words.fullScreen}
            icon={full ? 'leaveFullScreen' : 'fullScreen'}
            onClick={() => void toggleFullScreen(whole)}
          />
        )}
      </div>
    </div>
  );
}

function Pager({ stage, page, pages }: { stage: StageState; page: number; pages: number }) {
  const words = text.stage;
  const turn = (by: number) => stage.turnTo(Math.max(0, Math.min(pages - 1, page + by)));
  return (
    <nav class="pager" aria-label={words.pages}>
      <BarButton label={words.previousPage} icon="previous" off={page === 0} onClick={() => turn(-1)} />
      <span aria-live="polite">{words.page(page + 1, pages)}</span>
      <BarButton label={words.nextPage} icon="next" off={page === pages - 1} onClick={() => turn(1)} />
    </nav>
  );
}

interface ButtonProps {
  label: string;
  icon: IconName;
  /** It does nothing now; it keeps the focus all the same. */
  off?: boolean;
  onClick: () => void;
}

function BarButton({ label, icon, off = false, onClick }: ButtonProps) {
  return (
    <button
      type="button"
      class="bar-button"
      aria-label={label}
      title={label}
      aria-disabled={off}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
