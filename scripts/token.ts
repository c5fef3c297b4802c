/**
 * Prints a token, and the link that lets its bearer in: `npm run token -- --room standup --name Ann`. Signs with the server's
 * TOKEN_SECRET; asks no server.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Access } from '../server/auth/access.ts';
import { KeyRing } from '../server/auth/keys.ts';
import { isPattern } from '../server/auth/room-pattern.ts';
import { settings } from '../server/config.ts';
import { tlsConfig } from '../server/config-network.ts';
import { readSettings } from '../server/config-setting.ts';
import { RequestError } from '../server/errors.ts';
import type { TokenWish } from '../server/protocol/api-shapes.ts';
import type { TokenGrant } from '../server/protocol/grant.ts';
import { type Source, sources } from '../server/protocol/words.ts';

const usage = `npm run token -- --room ROOM [--name NAME]
  --room ROOM         its name, or a pattern in which * stands for any characters; with --admin it may be left out: all rooms
  --name NAME         as others see it; without, people choose one
  --identity ID       who it is; without, a random one
  --moderator         may decide for others, and for the room
  --hidden            is in no list, and only listens
  --admin             may use the HTTP API, and the page /admin
  --no-create         may not open the room, only join it
  --publish SOURCES   only these, between commas: ${sources.join(', ')}
  --no-subscribe      receives no media
  --no-send           writes no chat, sends no reactions and messages
  --seconds SECONDS   how long the token is valid`;

/** A mistake of who typed the command. */
class UsageError extends Error {}

/** Something to put right before any such command. */
class SettingsError extends Error {}

type Options = ReturnType<typeof readOptions>;

function readOptions() {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  return parseArgs({
    options: {
      room: text,
      name: text,
      identity: text,
      publish: text,
      seconds: text,
      moderator: flag,
      hidden: flag,
      admin: flag,
      'no-create': flag,
      'no-subscribe': flag,
      'no-send': flag,
      help: flag,
    },
  }).values;
}

function readServer() {
  const { PORT, PUBLIC_URL, TOKEN_SECRET, TOKEN_KEYS, TOKEN_AUDIENCE, TOKEN_SECONDS } = settings;
  const { TLS, TLS_CERT, TLS_KEY } = settings;
  const ofTokens = { TOKEN_SECRET, TOKEN_KEYS, TOKEN_AUDIENCE, TOKEN_SECONDS };
  const needed = { ...ofTokens, PORT, PUBLIC_URL, TLS, TLS_CERT, TLS_KEY };
  const mistakes: string[] = [];
  const values = readSettings(needed, process.env, mistakes);
  if (mistakes.length > 0) throw new SettingsError(mistakes.join('\n'));
  if (values.TOKEN_SECRET !== undefined) return { ...values, TOKEN_SECRET: values.TOKEN_SECRET };
  throw new SettingsError(values.TOKEN_KEYS === undefined ? proposal() : othersMakeThem);
}

const othersMakeThem =
  'The server has public keys only (TOKEN_KEYS): tokens are made by whoever owns the private key. With TOKEN_SECRET set as well this command can make some, too.';

function proposal(): string {
  const secret = randomBytes(32).toString('base64url');
  return `Tokens need a secret to sign them with. Put this line, with a new random one, into .env, and start the server again:\n\nTOKEN_SECRET=${secret}`;
}

function wishOf(options: Options): TokenWish {
  const { room, name, identity = randomUUID(), seconds } = options;
  if (room === undefined && !options.admin) throw new UsageError('--room is missing');
  return {
    identity,
    grant: grantOf(options),
    ...(room !== undefined && { room }),
    ...(name !== undefined && { name }),
    ...(seconds !== undefined && { seconds: Number(seconds) }),
  };
}

/** Only what is not so anyway: links are long enough. */
function grantOf({ publish, moderator, hidden, admin, ...options }: Options): TokenGrant {
  return {
    ...(publish !== undefined && { canPublish: sourcesIn(publish) }),
    ...(options['no-subscribe'] && { canSubscribe: false }),
    ...(options['no-send'] && { canSend: false }),
    ...(!options['no-create'] && { roomCreate: true }),
    ...(moderator && { moderator }),
    ...(hidden && { hidden }),
    ...(admin && { admin }),
  };
}

function sourcesIn(list: string): Source[] {
  const words = list.split(',').filter(word => word !== '');
  const unknown = words.find(word => !sources.some(source => source === word));
  if (unknown !== undefined)
    throw new UsageError(`--publish: no source "${unknown}", there are ${sources.join(', ')}`);
  return sources.filter(source => words.includes(source));
}

async function printToken(options: Options): Promise<void> {
  const wish = wishOf(options);
  const server = readServer();
  const access = new Access({
    mode: 'token',
    keys: await KeyRing.load({ secret: server.TOKEN_SECRET }),
    audience: server.TOKEN_AUDIENCE,
    tokenSeconds: server.TOKEN_SECONDS,
  });
  const { token } = await access.issue(wish);
  console.log(token);
  const paths = pathsFor(wish);
  // In the fragment: browsers send it to no server, so no server logs it.
  const scheme = tlsConfig(server).kind === 'off' ? 'http' : 'https';
  const base = server.PUBLIC_URL ?? `${scheme}://localhost:${server.PORT}`;
  for (const path of paths) console.log(`${base}${path}#token=${token}`);
}

/** Where it leads: into the one room that it is for, to the page of administration. */
function pathsFor({ room, grant }: TokenWish): string[] {
  const isOne = room !== undefined && !isPattern(room);
  return [...(isOne ? [`/r/${encodeURIComponent(room)}`] : []), ...(grant?.admin ? ['/admin'] : [])];
}

/** What to tell of a mistake; undefined: it is not theirs. */
function sentenceOf(error: unknown): string | undefined {
  if (error instanceof UsageError || error instanceof SettingsError) return error.message;
  if (error instanceof RequestError) return error.message.replace(/^params\./, '--');
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof Error && code.startsWith('ERR_PARSE_ARGS') ? error.message : undefined;
}

try {
  const options = readOptions();
  if (options.help) console.log(usage);
  else await printToken(options);
} catch (error) {
  const sentence = sentenceOf(error);
  if (sentence === undefined) throw error;
  console.error(sentence);
  if (!(error instanceof SettingsError)) console.error(`\n${usage}`);
  process.exitCode = 1;
}
