/**
 * The report of a connection check: what a browser found out about its way to the server before a call. Made by clients, kept for
 * operators; so every string and number in it is bounded, and none is believed.
 */
import Type, { type Static } from 'typebox';
import { Closed, Id, Line, OneOf, Time } from './shapes.ts';
import { checkOutcomes, checkVerdicts, deviceOutcomes, mediaWays } from './words.ts';

const Milliseconds = Type.Number({ minimum: 0, maximum: 600_000, description: 'milliseconds' });
const BitsPerSecond = Type.Number({ minimum: 0, maximum: 1e11, description: 'bit/s' });
const Fraction = Type.Number({ minimum: 0, maximum: 1, description: 'of all packets, 0 to 1' });
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const WayReport = Closed(
  {
    way: OneOf(mediaWays),
    url: OrNull(
      Type.String({ maxLength: 512, pattern: '^turns?:[!-~]+$' }),
      'of the TURN server; `null`: the media port itself',
    ),
    outcome: OneOf(checkOutcomes),
    connectMs: OrNull(Milliseconds, 'from the first check to media that could flow; `null`: it never did'),
    roundTripMs: OrNull(Milliseconds, 'to the server and back on this way'),
  },
  { description: 'One way to the media ports, tried alone.' },
);
export type WayReport = Static<typeof WayReport>;

export const CheckReport = Closed(
  {
    verdict: OneOf(checkVerdicts, { description: 'see [checking a connection](#checking-a-connection)' }),
    browser: Line('browser', 300, 'What the browser says it is'),
    socketRoundTripMs: OrNull(Milliseconds, 'of a request on the WebSocket'),
    ways: Type.Array(WayReport, { maxItems: 16, description: 'in the order in which a call prefers them' }),
    loss: Closed(
      { up: OrNull(Fraction, '`null`: not measured'), down: OrNull(Fraction, '`null`: not measured') },
      { description: 'packets that did not arrive, on the best way' },
    ),
    bandwidth: Closed(
      {
        up: OrNull(BitsPerSecond, '`null`: not measured'),
        down: OrNull(BitsPerSecond, '`null`: not measured'),
      },
      { description: 'what the best way carried; the measuring stops at 8 Mbit/s' },
    ),
    microphone: OneOf(deviceOutcomes),
    camera: OneOf(deviceOutcomes),
  },
  { description: 'What a connection check found out.' },
);
export type CheckReport = Static<typeof CheckReport>;

export const KeptCheck = Closed(
  {
    checkId: Type.With(Id, { description: 'what the person can read to an operator' }),
    at: Time,
    report: CheckReport,
  },
  { description: 'A report of a connection check, as the API tells of it.' },
);
export type KeptCheck = Static<typeof KeptCheck>;
