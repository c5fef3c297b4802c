/**
 * The chat: what was said since the room began, as far as the server keeps it, and the field to say more.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import { text } from '../strings/index.ts';
import { chatGroups } from './chat-groups.ts';
import { ChatInput } from './chat-input.tsx';
import { ChatMessages } from './chat-messages.tsx';
import { Panel } from './panel.tsx';

/** CSS pixels from its end within which the list counts as being there. */
const nearEnd = 24;

export function ChatPanel({ call }: { call: Call }) {
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const [below, setBelow] = useState(false);
  // On a phone the keyboard would cover what there is to read.
  const first = useMemo(() => (matchMedia('(pointer: coarse)').matches ? undefined : input), []);
  const { chat } = call;
  const barrier = call.barrierTo('chat');
  const said = call.state.value.chat;
  const outgoing = chat.outgoing.value;
  const lastId = said.at(-1)?.messageId;
  useEffect(() => {
    chat.setInSight(true);
    return () => chat.setInSight(false);
  }, [chat]);
  const atEnd = useRef(true);
  const toEnd = () => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  };
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else if (lastId !== undefined) setBelow(true);
  }, [lastId]);
  useLayoutEffect(toEnd, [outgoing.length]);
  // One that failed says so below itself.
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [outgoing]);
  useEffect(() => {
    if (!list.current) return;
    // Such as by the keyboard of a phone.
    const observer = new ResizeObserver(() => atEnd.current && toEnd());
    observer.observe(list.current);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < nearEnd;
    if (atEnd.current) setBelow(false);
  };
  const groups = chatGroups(said, outgoing, call.peerId);
  return (
    <Panel name="chat" title={text.chat.title} first={first}>
      <div class="chat-space">
        <div
          ref={list}
          role="log"
          aria-label={text.chat.messages}
          class="chat-log"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
          tabIndex={0}
          onScroll={onScroll}
        >
          {groups.length === 0 && <p class="quiet">{text.chat.empty}</p>}
          <ChatMessages call={call} groups={groups} />
        </div>
        {below && (
          <button
            type="button"
            class="do new-messages"
            onClick={() => {
              toEnd();
              input.current?.focus();
            }}
          >
            {text.chat.newMessages}
          </button>
        )}
      </div>
      <ChatInput
        field={input}
        barred={barrier && text.moderation.mayNot('chat', barrier === 'room')}
        onSend={typed => chat.send(typed)}
      />
    </Panel>
  );
}
