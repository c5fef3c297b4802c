/**
 * The frames of JSON-RPC 2.0 as Plenum uses it: requests go from client to server, notifications from server to client,
 * no batches. Builders and types only; free of TypeBox, shared with the browser.
 */
import { type ErrorReason, errors } from './words.ts';

/** The WebSocket subprotocol: the version of everything in this folder. */
export const subprotocol = 'plenum.v1';

/** Chosen by the client; the response carries it back unchanged. */
export type RequestId = string | number;

export interface ErrorBody {
  code: number;
  message: string;
  data: ErrorData;
}
export interface ErrorData {
  reason: ErrorReason;
  /** Path of the parameter at fault. */
  field?: string;
  /** Seconds, at least 1: when it makes sense to try again. */
  retryAfter?: number;
}
export interface ResultFrame {
  jsonrpc: '2.0';
  id: RequestId;
  result: unknown;
}
export interface ErrorFrame {
  jsonrpc: '2.0';
  id: RequestId | null;
  error: ErrorBody;
}
export interface NotificationFrame {
  jsonrpc: '2.0';
  method: string;
  params: unknown;
}
/** Everything a server may send. */
export type ServerFrame = ResultFrame | ErrorFrame | NotificationFrame;

export function resultFrame(id: RequestId, result: unknown): ResultFrame {
  return { jsonrpc: '2.0', id, result };
}

/** `id` is null when the request was too broken to carry one. */
export function errorFrame(id: RequestId | null, message: string, data: ErrorData): ErrorFrame {
  return { jsonrpc: '2.0', id, error: { code: errors[data.reason].code, message, data } };
}

export function notificationFrame(method: string, params: unknown): NotificationFrame {
  return { jsonrpc: '2.0', method, params };
}
