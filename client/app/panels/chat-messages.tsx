/**
 * The messages, grouped by who said them. Text is shown as text: only addresses become links.
 */
import type { Call } from '../call/call.ts';
import { language, text } from '../strings/index.ts';
import { languageTags } from '../strings/languages.ts';
import type { ChatGroup, ChatLine } from './chat-groups.ts';
import type { Outgoing } from './chat-log.ts';
import { withLinks } from './links.ts';

export function ChatMessages({ call, groups }: { call: Call; groups: readonly ChatGroup[] }) {
  return (
    <>
      {groups.map(({ key, peerId, name, at, lines }) => {
        const own = peerId === call.peerId;
        return (
          <div key={key} class={own ? 'chat-group own' : 'chat-group'}>
            <p class="chat-head">
              <strong>{own ? text.chat.you : name}</strong>
              <ShownTime at={at} />
            </p>
            {lines.map(line => (
              <Line key={line.messageId} call={call} line={line} />
            ))}
          </div>
        );
      })}
    </>
  );
}

function Line({ call, line: { messageId, text: said, outgoing } }: { call: Call; line: ChatLine }) {
  const look = outgoing && (outgoing.problem ? ' failed' : ' pending');
  return (
    <div class={`chat-line${look ?? ''}`} data-message={messageId}>
      <p dir="auto">
        {withLinks(said).map(piece =>
          typeof piece === 'string' ? (
            piece
          ) : (
            <a href={piece.href} target="_blank" rel="noopener noreferrer">
              {piece.text}
            </a>
          ),
        )}
      </p>
      {outgoing?.problem && <Failed call={call} outgoing={outgoing} />}
    </div>
  );
}

function Failed({ call: { chat }, outgoing }: { call: Call; outgoing: Outgoing }) {
  return (
    <p class="chat-problem">
      <span>{text.chat.problems[outgoing.problem ?? 'failed']}</span>
      <button type="button" class="link" onClick={() => chat.retry(outgoing)}>
        {text.chat.retry}
      </button>
      <button type="button" class="link" onClick={() => chat.discard(outgoing.messageId)}>
        {text.chat.discard}
      </button>
    </p>
  );
}

/** With the day when it was another one. */
function ShownTime({ at }: { at: number }) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const shown = new Intl.DateTimeFormat(languageTags[language.value], {
    hour: 'numeric',
    minute: '2-digit',
    ...(today ? {} : { day: 'numeric', month: 'short' }),
  });
  return <time dateTime={date.toISOString()}>{shown.format(date)}</time>;
}
