/**
 * Schema of the history of rooms, as webhooks and the HTTP API tell it: the events of a room's log, between its opening and its end.
 * A room that is opened again is another life: another `roomId`, numbered anew.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { RoomSettings } from './room-settings.ts';
import { type EventType, events, type RoomEvent } from './room-state.ts';
import { Closed, Id, OneOf, RoomName, Time } from './shapes.ts';
import { type CloseReason, closeReasons } from './words.ts';

const maxSeq = Number.MAX_SAFE_INTEGER;

const header = {
  id: Type.String({
    maxLength: 96,
    pattern: '^[A-Za-z0-9_-]+\\.[0-9]+$',
    description: '`<roomId>.<seq>`: the same whenever this entry is told again',
  }),
  roomId: Type.With(Id, { description: 'of this life of the room' }),
  room: RoomName,
  at: Time,
};

const Seq = Type.Integer({
  minimum: 0,
  maximum: maxSeq,
  description: '0 for `roomOpened`; one more from entry to entry of a room',
});

const RoomEndWord = OneOf(['empty', ...(Object.keys(closeReasons) as CloseReason[])] as const, {
  description: '`empty`: nobody was left; else why the room was closed',
});
export type RoomEndReason = Static<typeof RoomEndWord>;

const RoomOpened = Closed(
  { ...header, seq: Seq, type: Type.Literal('roomOpened'), settings: RoomSettings },
  { description: 'A room opened.' },
);

const RoomClosed = Closed(
  { ...header, seq: Seq, type: Type.Literal('roomClosed'), reason: RoomEndWord },
  { description: 'A room is no more: the last entry of this life.' },
);

type Header = Pick<Static<typeof RoomOpened>, keyof typeof header | 'seq'>;
type Happened = { [E in RoomEvent as E['type']]: Header & { type: E['type']; event: E } }[EventType];
export type HistoryEntry = Static<typeof RoomOpened> | Static<typeof RoomClosed> | Happened;

function happened(type: string, event: TSchema): TSchema {
  return Closed({ ...header, seq: Seq, type: Type.Literal(type), event });
}

/** One of several shapes, told apart by `type`; `event` is what the peers of the room were told. */
export const HistoryEntry = Type.Unsafe<HistoryEntry>(
  Type.Union(
    [RoomOpened, ...Object.entries(events).map(([type, event]) => happened(type, event)), RoomClosed],
    { description: 'One thing that happened to a room.' },
  ),
);
