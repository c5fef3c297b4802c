/**
 * The headers that tell a browser what a page of ours may do: nothing inline, nothing from elsewhere, in no frame but those that are
 * meant to be. Knows what the page needs, not what it does.
 */
import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

export interface SecurityOptions {
  /** Who may show the page in a frame, at `/r/<room>?embed`; `*`: everybody. */
  readonly embedOrigins: readonly string[] | '*';
  /** Browsers warn of its certificate. With HSTS they would also no longer let anybody accept it (RFC 6797, section 8.4). */
  readonly selfSigned: boolean;
}

const aYear = 31_536_000; // seconds

/** What the conference page loads: files of this server. What it draws is set by scripts, so no style need be inline. */
const ofPage = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"], // its own socket included
};

const toItself = [
  'autoplay',
  'camera',
  'clipboard-write',
  'display-capture',
  'fullscreen',
  'microphone',
  'picture-in-picture',
  'speaker-selection',
];
const toNobody = [
  'accelerometer',
  'browsing-topics',
  'clipboard-read',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'keyboard-map',
  'local-fonts',
  'magnetometer',
  'midi',
  'otp-credentials',
  'payment',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'sync-xhr',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];
const permissions = [
  ...toItself.map(feature => `${feature}=(self)`),
  ...toNobody.map(feature => `${feature}=()`),
].join(', ');

/** Of every answer of `fastify`. Must come before the routes. */
export async function secure(
  fastify: FastifyInstance,
  { embedOrigins, selfSigned }: SecurityOptions,
): Promise<void> {
  const others = embedOrigins === '*' ? '*' : ["'self'", ...embedOrigins].join(' ');
  const frameAncestors = [
    ({ url = '' }: Pick<IncomingMessage, 'url'>) => (isEmbedded(url) ? others : "'self'"),
  ];
  await fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { ...ofPage, frameAncestors } },
    xFrameOptions: false,
    strictTransportSecurity: !selfSigned && { maxAge: aYear, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
  });
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', permissions);
    // For browsers that do not know `frame-ancestors`; the others do not look at it.
    if (!isEmbedded(request.url)) reply.header('x-frame-options', 'SAMEORIGIN');
  });
}

function isEmbedded(url: string): boolean {
  const [path = '', query] = url.split('?', 2);
  return path.startsWith('/r/') && new URLSearchParams(query).has('embed');
}
