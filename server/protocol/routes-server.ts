/** The server as a whole: tokens for it, how it is, its end, and what was found when it was examined. Entries of the table in api.ts. */
import Type from 'typebox';
import { TokenWish } from './api-shapes.ts';
import { KeptCheck } from './check.ts';
import { DoctorReport } from './doctor.ts';
import { DrainInfo, ServerInfo } from './operating.ts';
import type { Route } from './route.ts';
import { Closed, Id, Time, Token } from './shapes.ts';

export const serverRoutes = {
  createToken: {
    method: 'POST',
    path: '/api/tokens',
    status: 201,
    summary: 'Make a token, for one room or a pattern of rooms that your own covers.',
    body: TokenWish,
    result: Closed({ token: Token, expires: Time }),
    errors: [],
  },
  getServer: {
    method: 'GET',
    path: '/api/server',
    status: 200,
    summary: 'How the server is, and what its workers carry.',
    result: ServerInfo,
    errors: [],
  },
  drain: {
    method: 'POST',
    path: '/api/drain',
    status: 200,
    summary:
      'As SIGTERM does: nobody else is let in, everybody inside is told, and the server ends when all have left, or after `DRAIN_SECONDS`. There is no way back. Again: how it stands.',
    body: Closed({}),
    result: DrainInfo,
    errors: [],
  },
  doctor: {
    method: 'GET',
    path: '/api/doctor',
    status: 200,
    summary:
      'Look at the settings, the machine and the network of this server, now, as `npm run doctor` does. Takes some seconds.',
    result: DoctorReport,
    errors: ['unavailable'],
  },
  listChecks: {
    method: 'GET',
    path: '/api/checks',
    status: 200,
    summary: 'The reports of connection checks that are kept.',
    result: Closed({ checks: Type.Array(KeptCheck, { description: 'the latest first' }) }),
    errors: [],
  },
  getCheck: {
    method: 'GET',
    path: '/api/checks/:checkId',
    params: Closed({ checkId: Id }),
    status: 200,
    summary: 'The report of one connection check, by the id that its page shows.',
    result: KeptCheck,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
