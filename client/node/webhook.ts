/**
 * Proves that a webhook comes from the Plenum server whose secret one has: https://www.standardwebhooks.com, symmetric, version 1. Web
 * Crypto does it, so that it runs wherever there is fetch.
 */
import type { HistoryEntry } from '#protocol/history.ts';

/** Everything that can be wrong with a webhook, each with its sentence. */
const webhookProblems = {
  'no-signature': 'A header of the signature is missing, or there are several of it.',
  'wrong-time':
    'It was signed too long ago, or the clocks differ: it may be one that is sent again by somebody else.',
  'wrong-signature': 'It was not signed with this secret, or was changed on its way.',
  malformed: 'It was signed with this secret, but is nothing that happened to a room.',
} as const;
export type WebhookProblem = keyof typeof webhookProblems;

export class WebhookError extends Error {
  readonly reason: WebhookProblem;

  constructor(reason: WebhookProblem) {
    super(webhookProblems[reason]);
    this.name = 'WebhookError';
    this.reason = reason;
  }
}

export interface SignedWebhook {
  /** The `WEBHOOK_SECRET` of the server. */
  secret: string;
  /** Of the request, as Node or as fetch has them. */
  headers: Headers | Record<string, string | readonly string[] | undefined>;
  /** As it was received, byte for byte: not parsed and written again. */
  body: string | Uint8Array;
  /** How old a signature may be, in seconds. */
  tolerance?: number;
}

/** What happened. Rejects with WebhookError when it is not certain who says so. */
export async function verifyWebhook({
  secret,
  headers,
  body,
  tolerance = 300,
}: SignedWebhook): Promise<HistoryEntry> {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature');
  const age = Date.now() / 1000 - Number(timestamp);
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(age) > tolerance) throw new WebhookError('wrong-time');
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  if (!(await isSignedWith(secret, signatures, signed))) throw new WebhookError('wrong-signature');
  return entryOf(new TextDecoder().decode(bytes), id);
}

function header(headers: SignedWebhook['headers'], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') throw new WebhookError('no-signature');
  return value;
}

/** More signatures than anybody needs would be work for nothing. */
const mostSignatures = 16;

/** One of the signatures will do: while a secret is changed there can be one for each. */
async function isSignedWith(
  secret: string,
  signatures: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const key = await keyOf(secret);
  for (const signature of signatures.split(' ').slice(0, mostSignatures)) {
    const mac = signature.startsWith('v1,') ? fromBase64(signature.slice(3)) : undefined;
    // Compares in constant time.
    if (mac && (await crypto.subtle.verify('HMAC', key, mac, signed))) return true;
  }
  return false;
}

const prefix = 'whsec_';

function keyOf(secret: string): Promise<CryptoKey> {
  const raw = secret.startsWith(prefix)
    ? fromBase64(secret.slice(prefix.length))
    : new TextEncoder().encode(secret);
  if (!raw || raw.length === 0) throw new TypeError('The secret must be text, or whsec_ and Base64.');
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), character => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** Whoever knows the secret is believed; a body that belongs to another id is not. */
function entryOf(text: string, id: string): HistoryEntry {
  let entry: Partial<HistoryEntry> | null;
  try {
    entry = JSON.parse(text);
  } catch {
    throw new WebhookError('malformed');
  }
  if (typeof entry !== 'object' || entry?.id !== id) throw new WebhookError('malformed');
  return entry as HistoryEntry;
}
