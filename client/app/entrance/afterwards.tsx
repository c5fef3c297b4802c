/**
 * After a call, or an attempt at one: why it ended, and the ways on. No device is in use.
 */
import { CheckLink } from '../check/check-link.tsx';
import { isAboutNetwork, wayAfter } from '../refusals.ts';
import { text } from '../strings/index.ts';
import { useFocus } from '../ui/use-focus.ts';

interface Props {
  room: string;
  title: string;
  /** As a sentence and as a word. */
  after: { why: string; reason: string };
  onAgain: () => void;
  /** Back to the entrance. */
  onChange: () => void;
}

export function Afterwards({ room, title, after: { why, reason }, onAgain, onChange }: Props) {
  const heading = useFocus<HTMLHeadingElement>();
  const way = wayAfter(reason);
  return (
    <main class="card">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p role="alert">{why}</p>
      {way !== 'none' && (
        <>
          <button type="button" class="primary big" onClick={onAgain}>
            {way === 'back' ? text.end.back : text.end.again}
          </button>
          <button type="button" onClick={onChange}>
            {text.entrance.checkDevices}
          </button>
        </>
      )}
      {isAboutNetwork(reason) && <CheckLink room={room} />}
      <a href="/">{text.end.otherRoom}</a>
    </main>
  );
}
