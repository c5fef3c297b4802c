/**
 * From a frame on the wire to a request that can be trusted: JSON, JSON-RPC, a method we have, parameters that fit its schema.
 * Throws what the client is to be told; changes nothing.
 */
import { Compile, type Validator } from 'typebox/compile';
import { RequestError } from '../errors.ts';
import { type SchemaError, schemaFault } from '../lib/schema-fault.ts';
import type { RequestId } from '../protocol/jsonrpc.ts';
import { isMethod, type MethodName, methods, type Params } from '../protocol/methods.ts';

export interface Frame {
  id: RequestId;
  method: string;
  params: unknown;
}

/** Why a frame is not a request, with the id to answer to, where it carries one. */
export interface Malformed {
  id: RequestId | null;
  error: RequestError;
}

/** Text and binary frames both come as bytes; only text is spoken here. */
export function readFrame(data: Buffer, isBinary: boolean): { frame: Frame } | { malformed: Malformed } {
  if (!isBinary) return parseFrame(data.toString());
  const error = new RequestError('parse-error', undefined, 'binary frames are not supported');
  return { malformed: { id: null, error } };
}

/** Shape only: whether the method exists and its parameters fit is asked afterwards, when the id for the answer is known. */
export function parseFrame(text: string): { frame: Frame } | { malformed: Malformed } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { malformed: { id: null, error: new RequestError('parse-error') } };
  }
  const invalid = (detail: string, id: RequestId | null = null) => ({
    malformed: { id, error: new RequestError('invalid-request', undefined, detail) },
  });
  if (typeof value !== 'object' || value === null) return invalid('a request must be an object');
  if (Array.isArray(value)) return invalid('batches are not supported');
  const { jsonrpc, id, method, params = {}, ...rest } = value as Record<string, unknown>;
  if (!isRequestId(id)) return invalid('id: must be an integer or a string of 1 to 64 characters');
  if (jsonrpc !== '2.0') return invalid('jsonrpc: must be "2.0"', id);
  if (typeof method !== 'string') return invalid('method: must be a string', id);
  const extra = Object.keys(rest)[0];
  if (extra !== undefined) return invalid(`${extra.slice(0, 64)}: unknown member`, id);
  return { frame: { id, method, params } };
}

function isRequestId(id: unknown): id is RequestId {
  return typeof id === 'string' ? id.length > 0 && id.length <= 64 : Number.isSafeInteger(id);
}

/** Throws `method-not-found`. */
export function methodNamed(name: string): MethodName {
  if (!isMethod(name))
    throw new RequestError('method-not-found', undefined, `no method ${name.slice(0, 64)}`);
  return name;
}

const validators = new Map<MethodName, Validator>(
  Object.entries(methods).map(([name, { params }]) => [name as MethodName, Compile(params)]),
);

/** Throws `invalid-params`, naming the first field at fault. */
export function validParams<M extends MethodName>(method: M, params: unknown): Params<M> {
  const validator = validators.get(method);
  if (!validator) throw new RequestError('method-not-found');
  if (validator.Check(params)) return params as Params<M>;
  throw fault(validator.Errors(params));
}

function fault(found: readonly SchemaError[]): RequestError {
  const { field, detail } = schemaFault(found);
  if (field === '') return new RequestError('invalid-params', undefined, `params: ${detail}`);
  return new RequestError('invalid-params', field, detail);
}
