/** Trying the ways to the media ports, inside or outside of a room. Entries of the table in methods.ts. */
import Type from 'typebox';
import { CheckReport } from './check.ts';
import { Data } from './messages.ts';
import { creating, type Method, Nothing } from './method.ts';
import { DtlsParameters, IceServers, TransportInfo } from './rtp.ts';
import { Closed, Id } from './shapes.ts';

export const checking = {
  probe: {
    phase: 'any',
    permission: 'none',
    cost: creating,
    summary:
      'Try a way to the media ports without entering a room: get a transport for two data channels that answer. It lives for a minute at most, and no longer than the session.',
    params: Closed({}),
    result: Closed({
      probeId: Id,
      transport: TransportInfo,
      data: Type.With(Data, {
        description:
          'its two data channels, each for both directions, see [checking a connection](#checking-a-connection)',
      }),
      iceServers: IceServers,
    }),
    errors: ['rate-limited', 'unavailable'],
  },
  connectProbe: {
    phase: 'any',
    permission: 'none',
    cost: 1,
    summary: 'Tell the DTLS parameters of a probe. Telling them again changes nothing.',
    params: Closed({ probeId: Id, dtlsParameters: DtlsParameters }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  closeProbe: {
    phase: 'any',
    permission: 'none',
    cost: 1,
    summary: 'End a probe. Ending one that is gone changes nothing.',
    params: Closed({ probeId: Id }),
    result: Nothing,
    errors: [],
  },
  reportCheck: {
    phase: 'any',
    permission: 'none',
    cost: creating,
    summary: 'Leave the report of a connection check for the operator, and get the id by which it is found.',
    params: Closed({ report: CheckReport }),
    result: Closed({ checkId: Id }),
    errors: ['rate-limited'],
  },
} as const satisfies Record<string, Method>;
