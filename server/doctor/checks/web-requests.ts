/** Requests to a server of ours: `/healthz`, and the opening of a socket. Any certificate is taken: it is a check of its own. */
import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import WebSocket from 'ws';
import { subprotocol } from '../../protocol/jsonrpc.ts';

const timeout = 5_000; // ms
const maxBody = 4_096; // bytes

export interface Health {
  readonly status: number;
  /** Undefined: it is no Plenum server. */
  readonly instance: string | undefined;
  /** What became of `X-Forwarded-For`: see http/health.ts. */
  readonly forwarded: string | undefined;
  /** Of the server's clock, as far as it says; ms since 1970. */
  readonly date: number | undefined;
}

/** Rejects when nothing answers. */
export async function askHealth(origin: string, _ca?: string): Promise<Health> {
  const url = new URL('/healthz', origin);
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    rejectUnauthorized: false,
    agent: false,
    signal: AbortSignal.timeout(timeout),
  });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, headers } = response;
  const body = parsed(await textOf(response));
  const date = Date.parse(headers.date ?? '');
  return {
    status,
    instance: textIn(body, 'instance'),
    forwarded: textIn(body, 'forwarded'),
    date: Number.isNaN(date) ? undefined : date,
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > maxBody) break; // it is something else
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textIn(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}

/** As the page opens it. Resolves when the server has greeted; rejects when it does not in time. */
export async function openSocket(origin: string, _ca?: string): Promise<void> {
  const url = new URL('/ws', origin.replace(/^http/, 'ws'));
  const socket = new WebSocket(url, subprotocol, {
    origin: new URL(origin).origin,
    rejectUnauthorized: false,
    handshakeTimeout: timeout,
  });
  socket.on('error', () => {}); // told by `once`
  try {
    await once(socket, 'message', { signal: AbortSignal.timeout(timeout) });
  } finally {
    socket.terminate();
  }
}
