/** Why a request to the HTTP API failed, as the server's problem (RFC 9457) says, or because there was no such answer. */
import type { Problem } from '#protocol/problems.ts';

export type ApiReason = Problem['reason'] | 'unreachable' | 'no-plenum';

export class ApiError extends Error {
  /** Of HTTP; 0: there was no answer. */
  readonly status: number;
  /** A word for programs. `unreachable`: there was no answer in time; `no-plenum`: it was not Plenum's, but a proxy's perhaps. */
  readonly reason: ApiReason;
  /** What in the request is at fault, where the server names it. */
  readonly field: string | undefined;
  /** A sentence for the developer. */
  readonly detail: string;

  constructor(
    what: string,
    problem: Pick<Problem, 'status' | 'detail' | 'field'> & { reason: ApiReason },
    options?: ErrorOptions,
  ) {
    super(`${what}: ${problem.detail}`, options);
    this.name = 'ApiError';
    this.status = problem.status;
    this.reason = problem.reason;
    this.field = problem.field;
    this.detail = problem.detail;
  }
}

/** `what` names the request. */
export async function errorOf(what: string, response: Response): Promise<ApiError> {
  const { status } = response;
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | null | undefined;
  if (typeof problem?.reason !== 'string') return foreign(what, response);
  const { reason, detail = reason, field } = problem;
  return new ApiError(what, { status, reason, detail, ...(field !== undefined && { field }) });
}

/** The answer is none that the API gives, or was cut off. */
export function foreign(what: string, { status }: Response): ApiError {
  const detail = `status ${status}, with something that is not an answer of Plenum`;
  return new ApiError(what, { status, reason: 'no-plenum', detail });
}
