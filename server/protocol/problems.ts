/**
 * Every error that HTTP is answered with: the words of words.ts, and those that only HTTP has, each with its status. The word travels
 * in the member `reason` of a problem (RFC 9457).
 */
import Type, { type Static } from 'typebox';
import { OneOf } from './shapes.ts';
import { type ErrorReason, errors } from './words.ts';

interface ProblemKind {
  status: number;
  sentence: string;
}

/** What HTTP has and the socket has not, or says otherwise there. */
const ofHttp = {
  'parse-error': { status: 400, sentence: 'The body is not a JSON text.' },
  'invalid-request': { status: 400, sentence: 'The request is not one that this server understands.' },
  'invalid-params': {
    status: 400,
    sentence: 'A parameter, or a member of the body, is missing, unknown, malformed or out of bounds.',
  },
  'token-required': { status: 401, sentence: 'The request needs a token: `Authorization: Bearer <token>`.' },
  'not-found': { status: 404, sentence: 'There is nothing of that name.' },
  conflict: { status: 409, sentence: 'There is one of that name already.' },
  'not-kept': { status: 410, sentence: 'Some of what is asked for is not kept any more.' },
  'too-large': { status: 413, sentence: 'The body is larger than the server allows.' },
  'unsupported-type': { status: 415, sentence: 'The body must be `application/json`.' },
} as const satisfies Record<string, ProblemKind>;

/** The rest: nobody is let in, or the server cannot serve. Words that no route is answered with are here all the same. */
const statuses: Record<Exclude<ErrorReason, keyof typeof ofHttp>, number> = {
  'token-invalid': 401,
  'token-expired': 401,
  'not-permitted': 403,
  removed: 403,
  'room-locked': 403,
  'room-full': 403,
  'room-expired': 403,
  'room-not-open': 403,
  'too-early': 403,
  'passcode-required': 403,
  'passcode-wrong': 403,
  refused: 403,
  'seat-gone': 403,
  'method-not-found': 404,
  'not-joined': 409,
  'already-joined': 409,
  unsupported: 422,
  'rate-limited': 429,
  'internal-error': 500,
  unavailable: 503,
  busy: 503,
  draining: 503,
};

export type ProblemReason = ErrorReason | keyof typeof ofHttp;

export const problems: Readonly<Record<ProblemReason, ProblemKind>> = {
  ...(Object.fromEntries(
    Object.entries(statuses).map(([reason, status]) => {
      return [reason, { status, sentence: errors[reason as keyof typeof statuses].sentence }];
    }),
  ) as Record<keyof typeof statuses, ProblemKind>),
  ...ofHttp,
};

export const Problem = Type.Object(
  {
    type: Type.Literal('about:blank', { description: 'always: what it is, `reason` says' }),
    title: Type.String({ description: 'the name of the status' }),
    status: Type.Integer({ minimum: 400, maximum: 599, description: 'the status of the response' }),
    detail: Type.String({ description: 'a sentence for the developer' }),
    reason: OneOf(Object.keys(problems) as ProblemReason[], { description: 'a word for the program' }),
    field: Type.Optional(
      Type.String({
        description: 'path of the member of the body, or name of the parameter or header, that is at fault',
      }),
    ),
  },
  { description: 'Why a request failed (RFC 9457).' },
);
export type Problem = Static<typeof Problem>;
