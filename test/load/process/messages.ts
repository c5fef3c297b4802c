/** What the leading process and the processes of peers say to each other, and how it is read: what does not fit is an error. */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { type SchemaError, schemaFault } from '../../../server/lib/schema-fault.ts';
import { Closed, OneOf } from '../../../server/protocol/shapes.ts';
import { PeerResultSchema } from '../report/peer-schema.ts';
import { ProcessSampleSchema } from '../report/report.ts';
import { PlannedPeerSchema, ScenarioSchema } from '../scenario/schemas.ts';

const Order = Type.Union([
  Closed({
    do: Type.Literal('perform'),
    /** Which process this is. */
    process: Type.Integer({ minimum: 0 }),
    at: Type.Number({ description: 'milliseconds since 1970: the beginning, the same for all' }),
    socketUrl: Type.String(),
    client: OneOf(['slim', 'datachannel']),
    scenario: ScenarioSchema,
    peers: Type.Array(PlannedPeerSchema),
    tokens: Type.Record(Type.String(), Type.String(), {
      description: 'by number of the peer; empty: there are none',
    }),
  }),
  Closed({ do: Type.Literal('stop') }),
]);
export type Order = Static<typeof Order>;

const News = Type.Union([
  Closed({ of: Type.Literal('ready') }),
  Closed({
    of: Type.Literal('sample'),
    sample: ProcessSampleSchema,
    joins: Type.Array(Type.Number(), {
      description: 'milliseconds that joining took, of those who did since the last',
    }),
  }),
  Closed({
    of: Type.Literal('done'),
    peers: Type.Array(PeerResultSchema),
    delays: Closed({ audio: Type.String(), video: Type.String() }),
  }),
]);
export type News = Static<typeof News>;

const orders = Compile(Order);
const news = Compile(News);

/** Throws. */
export function readOrder(message: unknown): Order {
  if (orders.Check(message)) return message;
  throw new Error(`no order: ${faultOf(orders.Errors(message))}`);
}

/** Throws. */
export function readNews(message: unknown): News {
  if (news.Check(message)) return message;
  throw new Error(`no news: ${faultOf(news.Errors(message))}`);
}

function faultOf(errors: readonly SchemaError[]): string {
  const { field, detail } = schemaFault(errors);
  return `${field} ${detail}`;
}
