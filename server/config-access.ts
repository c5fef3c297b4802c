/**
 * The settings of who may come in, from where, and who is told: access, tokens, addresses of the web, webhooks. Knows no token and
 * reads no key.
 */
import { isIPv4 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import {
  httpUrl,
  listOf,
  numberSetting,
  oneOf,
  origin,
  origins,
  secretText,
  setting,
  type Values,
} from './config-setting.ts';
import { isAddressOrNetwork, isLocalHost, isPublicAddress, isReservedAddress } from './lib/addresses.ts';

const proxyNames = ['loopback', 'linklocal', 'uniquelocal'];
const month = 30 * 86_400; // seconds

export const accessSettings = {
  ACCESS: setting({
    description:
      'Who may come in: open, anyone with the link; token, who has a token. Default: token where there is a key for them, else open; open on a public address must be said.',
    example: 'token',
    fallback: undefined,
    parse: oneOf(['open', 'token']),
  }),
  TOKEN_SECRET: setting({
    description:
      'Secret that tokens are signed and checked with (HS256), of at least 32 characters. `npm run token` proposes one.',
    // Not a value: whoever copied one would have a secret that everybody knows.
    example: '',
    fallback: undefined,
    secret: true,
    parse: secretText,
  }),
  TOKEN_KEYS: setting({
    description:
      'Path of the public keys that tokens are checked with, where somebody else makes them: a PEM file, or a JWKS (ES256, Ed25519).',
    example: '/etc/plenum/keys.json',
    fallback: undefined,
    secret: true,
    parse: keysFile,
  }),
  TOKEN_AUDIENCE: setting({
    description: 'Claim `aud` that a token must have.',
    example: 'plenum',
    fallback: 'plenum',
    parse: text => text,
  }),
  TOKEN_SECONDS: numberSetting(
    'How long a token is valid. The server refreshes those of people in a call, whom an old token never ends.',
    600,
    [60, month],
  ),
  PUBLIC_URL: setting({
    description: 'Where people find the server, for links to it.',
    example: 'https://meet.example.org',
    fallback: undefined,
    parse: origin,
  }),
  ALLOWED_ORIGINS: setting({
    description:
      "Origins of other sites, between commas, whose pages may open sockets here; * for every site. Default: only the server's own.",
    example: 'https://example.org,https://www.example.org',
    fallback: undefined,
    parse: origins,
  }),
  EMBED_ORIGINS: setting<readonly string[] | '*'>({
    description:
      'Origins of other sites, between commas, that may show a call in a frame; * for every site, none for no other.',
    example: '*',
    fallback: '*',
    parse: origins,
  }),
  TRUSTED_PROXIES: setting({
    description:
      'Addresses or networks of proxies, between commas, whose X-Forwarded-For is believed; loopback, linklocal, uniquelocal stand for these. Default: none.',
    example: 'loopback,10.0.0.0/8',
    fallback: undefined,
    parse: listOf(proxy),
  }),
  WEBHOOK_URL: setting({
    description: 'Where events of rooms are posted to. Default: nowhere.',
    example: 'https://example.org/plenum-events',
    fallback: undefined,
    // It often carries a key in its path or query.
    secret: true,
    parse: webhookUrl,
  }),
  WEBHOOK_SECRET: setting({
    description:
      'Secret that webhooks are signed with: whsec_ and at least 24 bytes in Base64, as libraries of Standard Webhooks take it, or any text of at least 32 characters.',
    example: '',
    fallback: undefined,
    secret: true,
    parse: webhookSecret,
  }),
  WEBHOOK_PRIVATE: setting({
    description: 'yes: webhooks may go to this machine and to private networks.',
    example: 'no',
    fallback: 'no',
    parse: oneOf(['yes', 'no']),
  }),
};

type AccessValues = Values<typeof accessSettings>;

export interface AccessConfig {
  readonly access: 'open' | 'token';
  readonly tokens: {
    readonly secret: string | undefined;
    readonly keysFile: string | undefined;
    readonly audience: string;
    readonly seconds: number;
  };
  /** An origin, without a slash at its end. */
  readonly publicUrl: string | undefined;
  /** Of other sites: the server's own is always one. */
  readonly allowedOrigins: readonly string[] | '*';
  readonly embedOrigins: readonly string[] | '*';
  /** As Fastify's `trustProxy` takes them. */
  readonly trustedProxies: readonly string[];
  readonly webhook:
    | { readonly url: string; readonly secret: string; readonly allowPrivate: boolean }
    | undefined;
}

export function accessConfig(values: AccessValues): AccessConfig {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret } = values;
  return {
    access: values.ACCESS ?? (hasKey(values) ? 'token' : 'open'),
    tokens: {
      secret: values.TOKEN_SECRET,
      keysFile: values.TOKEN_KEYS,
      audience: values.TOKEN_AUDIENCE,
      seconds: values.TOKEN_SECONDS,
    },
    publicUrl: values.PUBLIC_URL,
    allowedOrigins: values.ALLOWED_ORIGINS ?? [],
    embedOrigins: values.EMBED_ORIGINS,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    webhook:
      url === undefined || secret === undefined
        ? undefined
        : { url, secret, allowPrivate: values.WEBHOOK_PRIVATE === 'yes' },
  };
}

function hasKey({ TOKEN_SECRET: secret, TOKEN_KEYS: keysFile }: AccessValues): boolean {
  return secret !== undefined || keysFile !== undefined;
}

export type Interfaces = Record<string, NetworkInterfaceInfo[] | undefined>;

/** Where the server can be reached, as far as the settings say. */
export interface Reach {
  host: string;
  announcedAddresses: readonly string[];
  interfaces: Interfaces;
}

export function accessConflicts(values: AccessValues, reach: Reach): string[] {
  const { ACCESS: access } = values;
  const found = webhookConflicts(values);
  if (access === 'token' && !hasKey(values)) {
    found.push(
      'ACCESS token needs a key: set TOKEN_SECRET to a random secret, or TOKEN_KEYS to public keys.',
    );
  }
  if (access !== undefined || hasKey(values)) return found;
  const open = publicSetting(values, reach);
  if (open !== undefined) {
    found.push(
      `${open} is public, and without a token anybody could come in: set TOKEN_SECRET to a random secret so that only who has a token can, or ACCESS=open to let everybody in.`,
    );
  }
  return found;
}

function webhookConflicts({
  WEBHOOK_URL: url,
  WEBHOOK_SECRET: secret,
  WEBHOOK_PRIVATE: allowPrivate,
}: AccessValues): string[] {
  if (url === undefined) return [];
  const found: string[] = [];
  if (secret === undefined) found.push('WEBHOOK_URL needs a WEBHOOK_SECRET to sign with.');
  const host = new URL(url).hostname;
  if (allowPrivate === 'no' && (isLocalHost(host) || isReservedAddress(host))) {
    found.push(
      'WEBHOOK_URL is an address of this machine or its network: set WEBHOOK_PRIVATE=yes to allow it.',
    );
  }
  return found;
}

/**
 * The first setting by which people on the Internet reach the server, with its value. Whoever names an address that is not local means
 * that; one that the machine happens to have must be the Internet's, for containers get all kinds.
 */
function publicSetting(
  values: AccessValues,
  { host, announcedAddresses, interfaces }: Reach,
): string | undefined {
  const { PUBLIC_URL: url } = values;
  if (url !== undefined && !isLocalHost(new URL(url).hostname)) return `PUBLIC_URL ${url}`;
  const announced = announcedAddresses.find(address => !isLocalHost(address));
  if (announced !== undefined) return `ANNOUNCED_ADDRESS ${announced}`;
  if (host !== '0.0.0.0' && host !== '::') return isLocalHost(host) ? undefined : `HOST ${host}`;
  const address = addressesOf(interfaces, host).find(isPublicAddress);
  return address === undefined ? undefined : `HOST ${host}, which takes in ${address},`;
}

/** `0.0.0.0` stands for the IPv4 addresses of all interfaces, `::` for all addresses. */
function addressesOf(interfaces: Interfaces, wildcard: '0.0.0.0' | '::'): string[] {
  const all = Object.values(interfaces).flatMap(list => list?.map(({ address }) => address) ?? []);
  return wildcard === '::' ? all : all.filter(isIPv4);
}

function proxy(text: string): string {
  if (proxyNames.includes(text) || isAddressOrNetwork(text)) return text;
  throw new Error(
    `must be IP addresses or networks such as 10.0.0.0/8, or ${proxyNames.join(', ')}, between commas`,
  );
}

/** Somebody may have put the key itself there, the private one even: then it must be in no message. */
function keysFile(text: string): string {
  if (!/-----BEGIN|[{\n]/.test(text)) return text;
  throw new Error('must be the path of a file, not what stands in it');
}

function webhookSecret(text: string): string {
  const [, base64] = /^whsec_(.*)$/s.exec(text) ?? [];
  if (base64 === undefined) return secretText(text);
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length >= 24 && bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, ''))
    return text;
  throw new Error('must have at least 24 bytes in Base64 after whsec_');
}

function webhookUrl(text: string): string {
  const url = httpUrl(text);
  if (url && url.hash === '') return url.href;
  throw new Error('must be an http or https URL without a user name, a password and a fragment');
}
