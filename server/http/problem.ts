/**
 * Errors over HTTP: every one is a problem (RFC 9457) with our word for it in `reason`, and what is ours alone is logged and hidden.
 */
import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';
import { GoneError } from '../lib/adopt.ts';
import type { Log } from '../log.ts';
import { type Problem, type ProblemReason, problems } from '../protocol/problems.ts';

/** An error that only HTTP has a word for, or that says `field` in the terms of HTTP. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly reason: ProblemReason;
  /** Path of the member of the body, or name of the parameter or header, that is at fault. */
  readonly field: string | undefined;
  readonly status: number;

  constructor(
    reason: ProblemReason,
    field?: string,
    detail: string = problems[reason].sentence,
    status = problems[reason].status,
  ) {
    super(field === undefined ? detail : `${field}: ${detail}`);
    this.reason = reason;
    this.field = field;
    this.status = status;
  }
}

/** Of this scope of `fastify`, and of those inside it. */
export function answerErrors(fastify: FastifyInstance, log: Log): void {
  fastify.setErrorHandler<FastifyError>((error, _request, reply) => {
    const known = asProblem(error);
    if (!known) log.error({ err: error }, 'HTTP request failed');
    return sendProblem(reply, known ?? new ProblemError('internal-error'));
  });
}

/** For the option `frameworkErrors`: an address that cannot be read is of no scope. */
export function answerUnreadable(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  // No hook has seen the request: what the others add to every answer is added here.
  reply.headers({ 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' });
  sendProblem(reply, asProblem(error) ?? new ProblemError('internal-error'));
}

export function answerNotFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(reply, new ProblemError('not-found', undefined, 'There is nothing at this address.'));
}

export function sendProblem(
  reply: FastifyReply,
  { reason, field, message, status }: ProblemError,
): FastifyReply {
  const title = STATUS_CODES[status] ?? reason;
  const body: Problem = {
    type: 'about:blank',
    title,
    status,
    detail: message,
    reason,
    ...(field && { field }),
  };
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(body);
}

function asProblem(error: FastifyError): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof RequestError) return fromRequest(error);
  if (error instanceof GoneError) return new ProblemError('unavailable');
  const { statusCode } = error;
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined;
  // Of Fastify, about the request itself: its sentences quote what was sent, ours do not.
  if (error instanceof SyntaxError || error.code?.includes('JSON')) return new ProblemError('parse-error');
  const reason = ofStatus[statusCode] ?? 'invalid-request';
  return new ProblemError(reason, undefined, problems[reason].sentence, statusCode);
}

const ofStatus: Readonly<Record<number, ProblemReason>> = {
  403: 'not-permitted',
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported-type',
  429: 'rate-limited',
};

/** Its `not-found` and `conflict` speak of ids, over HTTP they are about names; the others say what they say to a socket. */
function fromRequest({ reason, field, message }: RequestError): ProblemError {
  if (reason === 'internal-error') return new ProblemError(reason);
  if (reason === 'not-found' || reason === 'conflict') return new ProblemError(reason, field);
  const detail = field === undefined ? message : message.replace(`params.${field}: `, '');
  return new ProblemError(reason, field, detail);
}
