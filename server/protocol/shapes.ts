/**
 * Building blocks of the schemas: closed objects, bounded strings and numbers, ids and names.
 * Knows nothing of rooms or media.
 */
import Type, { type TProperties } from 'typebox';

/** An object that takes the listed properties and no other. */
export function Closed<const P extends TProperties>(properties: P, options: { description?: string } = {}) {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

/** One of the given words. */
export function OneOf<const Words extends readonly string[]>(
  words: Words,
  options: { description?: string } = {},
) {
  return Type.Unsafe<Words[number]>({ ...options, type: 'string', enum: [...words] });
}

/** A server-made id: unguessable, opaque. */
export const Id = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9_-]+$',
  description: 'Made by the server, unguessable; compare it, do not parse it',
});

const uuid = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

/** A public producer id: a UUID chosen by the publishing client, in lower case (RFC 9562). */
export const ProducerId = Type.String({
  pattern: uuid,
  description: 'UUID in lower case (RFC 9562), chosen by the publisher',
});

// Control characters (C0, C1), line and paragraph separators, everything that changes the direction of text, and what nobody can see
// and no script needs: with it two names look alike, or a name like nothing. Joiners (U+200C, U+200D) make words and emoji.
const unprintable =
  '\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb';

/** Text that a person typed and others read on one line: no control and no bidirectional characters, not blank. */
export function Line(title: string, maxLength: number, description: string) {
  return Type.String({
    title, // tells two lines apart that are bounded alike
    minLength: 1,
    maxLength,
    pattern: `^[^\\s${unprintable}]([^${unprintable}]*[^\\s${unprintable}])?$`,
    description: `${description}; 1 to ${maxLength} characters, no control, bidirectional or invisible characters, no space at either end`,
  });
}

/** Text of several lines, as `Line` otherwise: tabs and line feeds may be inside, not at either end. */
export function Text(maxLength: number, description: string) {
  const inside = `[\\t\\n]|[^${unprintable}]`;
  return Type.String({
    minLength: 1,
    maxLength,
    pattern: `^[^\\s${unprintable}]((?:${inside})*[^\\s${unprintable}])?$`,
    description: `${description}; no control characters but tab and line feed, no bidirectional or invisible ones, no space at either end`,
  });
}

/** A chat message's id: a UUID chosen by the sender, in lower case (RFC 9562). */
export const MessageId = Type.String({
  pattern: uuid,
  maxLength: 36,
  description: 'UUID in lower case (RFC 9562), chosen by the sender',
});

/** Unicode code points, before and after normalisation. */
export const maxRoomName = 128;
export const maxPeerName = 64;
export const maxChatText = 4096;

export const RoomName = Line(
  'RoomName',
  maxRoomName,
  'Name of a room, compared after Unicode normalisation (NFC)',
);
export const PeerName = Line('PeerName', maxPeerName, 'Name of a peer, as others see it');
/** The same for the identity that a token names, and for what a room is called beside its name. */
export const maxIdentity = 128;
export const maxTitle = 128;
export const maxPasscode = 64;
export const maxToken = 4096;

export const Identity = Line('Identity', maxIdentity, 'Who somebody is, as the token says');
export const RoomTitle = Line(
  'RoomTitle',
  maxTitle,
  'What a room is called where its name is not meant to be read',
);
export const Passcode = Line('Passcode', maxPasscode, 'Passcode of a room');
/** A JSON Web Token in its compact form (RFC 7519). */
export const Token = Type.String({
  minLength: 1,
  maxLength: maxToken,
  pattern: '^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*){2}$',
  description: 'JSON Web Token (RFC 7519), signed: see [tokens](#tokens)',
});

/** 32 random bytes in base64url (RFC 4648, section 5). */
export const ResumeToken = Type.String({
  minLength: 43,
  maxLength: 43,
  pattern: '^[A-Za-z0-9_-]{43}$',
  description: 'Secret of one seat, made by the server: see [coming back](#coming-back)',
});

export const Time = Type.Integer({
  minimum: 0,
  maximum: 8_640_000_000_000_000,
  description: 'milliseconds since 1970, clock of the server',
});

export const ChatText = Text(
  maxChatText,
  `What is said in chat; 1 to ${maxChatText} characters, and not more bytes than \`chatBytes\` in \`hello\``,
);

export const Uint8 = Type.Integer({ minimum: 0, maximum: 255 });
export const Uint16 = Type.Integer({ minimum: 0, maximum: 65_535 });
export const Uint32 = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });

/** A length on a screen or in a picture, in device pixels. */
export const Pixels = Type.Integer({
  minimum: 0,
  maximum: 16_384,
  description: 'Length on a screen or in a picture, in device pixels',
});
