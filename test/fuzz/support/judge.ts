/**
 * Whether an answer is one that the protocol promises for a request: by the phase of the session, by what it may do, by the schema and
 * by the errors that the table has for the method.
 */
import { Compile, type Validator } from 'typebox/compile';
import { methods } from '../../../server/protocol/methods.ts';
import type { Answer } from '../../support/ws-client.ts';
import type { FuzzRequest } from './requests.ts';
import { isUnchanged, mayCall, type Standing } from './standing.ts';

/** How the session stood when the request was sent. */
export interface Moment {
  phase: 'joined' | 'connected';
  standing: Standing | undefined;
}

const validators = new Map<string, Validator>(
  Object.entries(methods).map(([name, { params }]) => [name, Compile(params)]),
);

/** Throws unless the answer, which is not empty, is as promised. `after`: how the session stands when it comes. Returns `method outcome`. */
export function judge(asked: FuzzRequest, answer: Answer, at: Moment, after: Standing | undefined): string {
  const { method, params } = asked;
  const { error } = answer;
  const reason = error?.data.reason ?? 'ok';
  const expected = promised(asked, at, after);
  if (expected && !expected.includes(reason)) {
    const text = `${reason} (${error?.message}), expected ${expected.join()}`;
    throw new Error(`${text}: ${method} ${JSON.stringify(params)}`);
  }
  if (reason === 'invalid-params' && isObject(params) && !error?.data.field)
    throw new Error(`no field is named: ${method} ${JSON.stringify(params)}`);
  return `${method} ${reason}`;
}

function promised({ method, params }: FuzzRequest, at: Moment, after: Standing | undefined): string[] {
  const { phase } = methods[method];
  // Requests are answered in order, and a `join` is waited for.
  if (phase !== 'any' && phase !== at.phase) return [at.phase === 'joined' ? 'already-joined' : 'not-joined'];
  const sure = !at.standing || phase === 'any' || isUnchanged(at.standing, after);
  const may = !at.standing || phase === 'any' || mayCall(method, at.standing);
  if (sure && !may) return ['not-permitted'];
  const outcomes = validators.get(method)?.Check(params ?? {})
    ? ['ok', 'invalid-params', ...methods[method].errors]
    : ['invalid-params'];
  return sure ? outcomes : [...outcomes, 'not-permitted'];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
