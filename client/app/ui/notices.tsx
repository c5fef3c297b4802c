/**
 * The notices that are to be read, each until it is dismissed.
 */
import { useRef } from 'preact/hooks';
import { dismiss, type Notice, notices } from '../notices.ts';
import { text } from '../strings/index.ts';

export function Notices() {
  return (
    <>
      {notices.value.map(notice => (
        <NoticeItem key={notice.id} notice={notice} />
      ))}
    </>
  );
}

function NoticeItem({ notice: { id, text: sentence, action } }: { notice: Notice }) {
  const ref = useRef<HTMLDivElement>(null);
  const leave = () => {
    if (ref.current?.contains(document.activeElement)) focusBeside(ref.current);
    dismiss(id);
  };
  const run = () => {
    leave();
    action?.run();
  };
  return (
    <div ref={ref} class="notice">
      <span role="alert">{sentence}</span>
      {action && (
        <button type="button" class="do" onClick={run}>
          {action.label}
        </button>
      )}
      <button type="button" class="dismiss" aria-label={text.dismiss} onClick={leave}>
        ×
      </button>
    </div>
  );
}

/** The focus must not be lost with the notice: the next one gets it, or else the heading of the page. */
function focusBeside(notice: HTMLElement): void {
  const beside = [notice.nextElementSibling, notice.previousElementSibling];
  const button = beside.map(each => each?.querySelector<HTMLElement>('.dismiss')).find(Boolean);
  (button ?? document.querySelector<HTMLElement>('h1[tabindex]'))?.focus();
}
