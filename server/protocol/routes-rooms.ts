/** The rooms of a server: list, make, set and end them. Entries of the table in api.ts. */
import Type from 'typebox';
import { RoomInfo } from './api-shapes.ts';
import { RoomSettingsChange } from './room-settings.ts';
import { inRoom, Nothing, type Route, room, rooms } from './route.ts';
import { Closed, RoomName } from './shapes.ts';

export const roomRoutes = {
  listRooms: {
    method: 'GET',
    path: rooms,
    status: 200,
    summary: 'The rooms that are open, or were created: those that the token covers.',
    result: Closed({ rooms: Type.Array(RoomInfo, { description: 'by name' }) }),
    errors: [],
  },
  createRoom: {
    method: 'POST',
    path: rooms,
    status: 201,
    summary:
      'Create a room: it is there, set like this, until it is deleted, with or without anybody inside.',
    body: Closed({ room: RoomName, settings: Type.Optional(RoomSettingsChange) }),
    result: RoomInfo,
    errors: ['conflict', 'unavailable'],
  },
  getRoom: {
    method: 'GET',
    path: room,
    status: 200,
    summary: 'One room.',
    params: inRoom,
    result: RoomInfo,
    errors: ['not-found'],
  },
  changeRoom: {
    method: 'PATCH',
    path: room,
    status: 200,
    summary: 'Change how a room is set; what is not named stays.',
    params: inRoom,
    body: Closed({ settings: RoomSettingsChange }),
    result: RoomInfo,
    errors: ['not-found'],
  },
  deleteRoom: {
    method: 'DELETE',
    path: room,
    status: 204,
    summary: 'End a room for everybody and forget its settings.',
    params: inRoom,
    result: Nothing,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
