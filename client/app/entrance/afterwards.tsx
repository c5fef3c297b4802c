/**
 * After a call, or an attempt at one: why it ended, and the ways on. No device is in use.
 */
import { text } from '../strings/index.ts';
import { useFocus } from '../ui/use-focus.ts';

interface Props {
  room: string;
  why: string;
  onAgain: () => void;
  /** Back to the entrance. */
  onChange: () => void;
}

export function Afterwards({ room, why, onAgain, onChange }: Props) {
  const heading = useFocus<HTMLHeadingElement>();
  return (
    <main class="card">
      <h1 ref={heading} tabIndex={-1}>
        {room}
      </h1>
      <p role="alert">{why}</p>
      <button type="button" class="primary big" onClick={onAgain}>
        {text.end.again}
      </button>
      <button type="button" onClick={onChange}>
        {text.entrance.checkDevices}
      </button>
      <a href="/">{text.end.otherRoom}</a>
    </main>
  );
}
