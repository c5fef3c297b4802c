/**
 * The settings of the ways to the server: HTTPS, the addresses of the media ports, TURN, the metrics. Knows what they mean, and opens no file and
 * no port.
 */
import { isIP } from 'node:net';
import {
  hostName,
  listOf,
  numberSetting,
  oneOf,
  portOrOff,
  secretText,
  setting,
  type Values,
} from './config-setting.ts';
import { isDestination } from './lib/addresses.ts';

const turnUrlForm = /^(turn|turns):(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?$/i;

export const networkSettings = {
  ANNOUNCED_ADDRESS: setting({
    description:
      'IP addresses or host names, between commas, under which clients reach the media ports, where these are not the bound ones (NAT, container). Names are looked up by the server, and again every minute. Default: the bound addresses.',
    example: '203.0.113.7,2001:db8::7',
    fallback: undefined,
    parse: listOf(hostName),
  }),
  ANNOUNCE_INTERNAL: setting({
    description:
      'yes: the bound addresses are offered beside the announced ones, for clients (or a TURN server) inside the same network.',
    example: 'no',
    fallback: 'no',
    parse: oneOf(['yes', 'no']),
  }),
  TLS: setting({
    description:
      'off: plain HTTP, for this machine or behind a proxy; self-signed: HTTPS with a certificate that the server makes and keeps; files: HTTPS with TLS_CERT and TLS_KEY. Default: files where these are set, else off.',
    example: 'self-signed',
    fallback: undefined,
    parse: oneOf(['off', 'self-signed', 'files']),
  }),
  TLS_CERT: setting({
    description: 'Path of the certificate, PEM, with its chain. Read again when it is renewed.',
    example: '/etc/plenum/cert.pem',
    fallback: undefined,
    parse: text => text,
  }),
  TLS_KEY: setting({
    description: 'Path of its private key, PEM.',
    example: '/etc/plenum/key.pem',
    fallback: undefined,
    parse: text => text,
  }),
  TURN_URLS: setting({
    description:
      'TURN servers that clients may use, between commas: turn: (UDP, or ?transport=tcp) and turns: (TLS).',
    example:
      'turn:turn.example.org:3478,turn:turn.example.org:3478?transport=tcp,turns:turn.example.org:443?transport=tcp',
    fallback: undefined,
    parse: listOf(turnUrl),
  }),
  TURN_SECRET: setting({
    description: 'Secret that credentials for them are made with: `static-auth-secret` of coturn.',
    example: '',
    fallback: undefined,
    secret: true,
    parse: secretText,
  }),
  TURN_SECONDS: numberSetting(
    'How long credentials for TURN are valid. Those of people in a call are refreshed at half of it.',
    3_600,
    [10, 86_400],
  ),
  METRICS_HOST: setting({
    description:
      'Address on which the metrics can be read (GET /metrics, for Prometheus), by everybody who reaches it.',
    example: '127.0.0.1',
    fallback: '127.0.0.1',
    parse: hostName,
  }),
  METRICS_PORT: setting({
    description: 'TCP port of the metrics; off: there are none.',
    example: '9091',
    fallback: 9_091,
    parse: portOrOff,
  }),
};

type NetworkValues = Values<typeof networkSettings>;

/** Where the certificate of the web server comes from. */
export type TlsConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'self-signed' }
  | { readonly kind: 'files'; readonly cert: string; readonly key: string };

interface TurnConfig {
  readonly urls: readonly string[];
  readonly secret: string;
  /** How long credentials are valid. */
  readonly seconds: number;
}

/** Where the metrics can be read. */
export interface MetricsConfig {
  readonly host: string;
  readonly port: number;
}

export interface NetworkConfig {
  /** IP addresses and host names; empty: the bound ones. */
  readonly announcedAddresses: readonly string[];
  /** The bound addresses are offered beside the announced ones. */
  readonly announceInternal: boolean;
  readonly tls: TlsConfig;
  readonly turn: TurnConfig | undefined;
  readonly metrics: MetricsConfig | undefined;
}

export function networkConfig(values: NetworkValues): NetworkConfig {
  const { TURN_URLS: urls, TURN_SECRET: secret, METRICS_HOST: host, METRICS_PORT: port } = values;
  return {
    announcedAddresses: values.ANNOUNCED_ADDRESS ?? [],
    announceInternal: values.ANNOUNCE_INTERNAL === 'yes',
    tls: tlsConfig(values),
    turn:
      urls === undefined || secret === undefined ? undefined : { urls, secret, seconds: values.TURN_SECONDS },
    metrics: port === null ? undefined : { host, port },
  };
}

export function tlsConfig(values: Pick<NetworkValues, 'TLS' | 'TLS_CERT' | 'TLS_KEY'>): TlsConfig {
  const { TLS: kind, TLS_CERT: cert, TLS_KEY: key } = values;
  if (kind === 'off' || kind === 'self-signed') return { kind };
  return cert === undefined || key === undefined ? { kind: 'off' } : { kind: 'files', cert, key };
}

/** Mistakes that none of these settings makes alone. */
export function networkConflicts(values: NetworkValues): string[] {
  const { TLS: tls, TLS_CERT: cert, TLS_KEY: key, TURN_URLS: urls, TURN_SECRET: secret } = values;
  const found: string[] = [];
  if ((cert === undefined) !== (key === undefined)) {
    found.push(`${cert === undefined ? 'TLS_KEY needs a TLS_CERT' : 'TLS_CERT needs a TLS_KEY'}.`);
  } else if (tls === 'files' && cert === undefined) {
    found.push('TLS files needs TLS_CERT and TLS_KEY.');
  } else if (tls !== undefined && tls !== 'files' && cert !== undefined) {
    found.push(`TLS_CERT and TLS_KEY mean nothing with TLS ${tls}: leave these out, or that.`);
  }
  if (urls !== undefined && secret === undefined) {
    found.push('TURN_URLS needs the TURN_SECRET that the TURN server has (static-auth-secret).');
  }
  const unusable = values.ANNOUNCED_ADDRESS?.find(each => isIP(each) !== 0 && !isDestination(each));
  if (unusable !== undefined) {
    found.push(`ANNOUNCED_ADDRESS must be an address that clients can send to, not "${unusable}".`);
  }
  return found;
}

function turnUrl(text: string): string {
  const [, , , port] = turnUrlForm.exec(text) ?? [text];
  if (turnUrlForm.test(text) && (port === undefined || Number(port.slice(1)) <= 65_535)) return text;
  throw new Error(
    'must be TURN URLs between commas, such as turn:turn.example.org:3478 or turns:turn.example.org:443?transport=tcp',
  );
}
