/**
 * Schemas of what moderators and the HTTP API can set of a room. Part of the room's state; who may come in because of it is decided
 * in rooms/admission.ts.
 */
import Type, { type Static } from 'typebox';
import { SourceWord } from './grant.ts';
import { Closed, Passcode, RoomTitle, Time } from './shapes.ts';
import { sources } from './words.ts';

/** At most this many peers, whatever a room's settings say. */
export const mostPeers = 10_000;

const settings = {
  title: Type.Union([RoomTitle, Type.Null()], { description: '`null`: its name will do' }),
  locked: Type.Boolean({ description: 'nobody but moderators is let in' }),
  lobby: Type.Boolean({ description: 'whoever is no moderator waits until one lets them in' }),
  maxPeers: Type.Union([Type.Integer({ minimum: 1, maximum: mostPeers }), Type.Null()], {
    description: 'so many may be inside; `null`: as many as the server takes',
  }),
  canPublish: Type.Array(SourceWord, {
    maxItems: sources.length,
    description: 'what peers who are no moderators may publish, where their grant lets them',
  }),
  chat: Type.Boolean({ description: 'false: only moderators can write' }),
  notBefore: Type.Union([Time, Type.Null()], { description: 'until then only moderators are let in' }),
  expires: Type.Union([Time, Type.Null()], {
    description: 'then the room is closed, and nobody is let in any more',
  }),
};

export const RoomSettings = Closed(
  { ...settings, passcode: Type.Boolean({ description: 'one is needed, by those who are no moderators' }) },
  { description: 'How a room is set.' },
);
export type RoomSettings = Static<typeof RoomSettings>;

export const RoomSettingsChange = Closed(
  {
    title: Type.Optional(settings.title),
    locked: Type.Optional(settings.locked),
    passcode: Type.Optional(
      Type.Union([Passcode, Type.Null()], { description: '`null`: none is needed any more' }),
    ),
    lobby: Type.Optional(settings.lobby),
    maxPeers: Type.Optional(settings.maxPeers),
    canPublish: Type.Optional(settings.canPublish),
    chat: Type.Optional(settings.chat),
    notBefore: Type.Optional(settings.notBefore),
    expires: Type.Optional(settings.expires),
  },
  { description: 'What is to change in the settings of a room; the rest stays.' },
);
export type RoomSettingsChange = Static<typeof RoomSettingsChange>;
