/** All options of the command: of the scenario, of where and how it runs, of what is written, of what it must keep. */
import Type from 'typebox';
import { OneOf } from '../../../server/protocol/shapes.ts';
import { type Options, type OptionValues, readOptions } from './option.ts';
import { scenarioOptions } from './scenario-options.ts';
import { thresholdOptions } from './threshold-options.ts';

const address = Type.String({
  pattern: '^https?://[^\\s/@]+/?$',
  maxLength: 512,
  description: 'like https://calls.example.com',
});
const file = Type.String({ minLength: 1, maxLength: 4_096, description: 'the path of a file' });

const placeOptions = {
  url: {
    schema: address,
    fallback: undefined,
    value: 'URL',
    meaning: 'of a running server; without, one is started for the run, on this machine',
  },
  'metrics-url': {
    schema: Type.String({
      pattern: '^https?://[^\\s@]+$',
      maxLength: 512,
      description: 'like http://127.0.0.1:9091/metrics',
    }),
    fallback: undefined,
    value: 'URL',
    meaning: "of the server's metrics; without, nothing is known of a server elsewhere",
  },
  'token-secret': {
    schema: Type.String({ minLength: 32, maxLength: 4_096, description: 'a text of 32 characters or more' }),
    fallback: undefined,
    value: 'SECRET',
    secret: true,
    meaning: 'signs a token for each peer; better in TOKEN_SECRET or TOKEN_SECRET_FILE: others see arguments',
  },
  'room-prefix': {
    schema: Type.String({
      pattern: '^[A-Za-z0-9_-]{1,64}$',
      description: 'up to 64 letters, digits, - and _',
    }),
    fallback: 'load',
    value: 'TEXT',
    meaning: 'how the names of the rooms begin; two machines that load one server need two',
  },
  own: {
    schema: Type.Array(Type.String({ pattern: '^[A-Z][A-Z0-9_]*=', description: 'NAME=VALUE' }), {
      description: 'NAME=VALUE',
    }),
    fallback: [],
    value: 'NAME=VALUE',
    multiple: true,
    meaning:
      'a setting of the server that is started for the run, such as WORKERS=1; may be given several times',
  },
  client: {
    schema: OneOf(['slim', 'datachannel']),
    fallback: 'slim',
    value: 'WORD',
    meaning: 'what the peers are made of: slim (for volume), datachannel (libdatachannel, as a check)',
  },
  processes: {
    schema: Type.Integer({ minimum: 1, maximum: 256 }),
    fallback: undefined,
    value: 'N',
    meaning: 'that the peers are dealt to; without, as many as the peers and the cores suggest',
  },
  browsers: {
    schema: Type.Integer({ minimum: 0, maximum: 100 }),
    fallback: 0,
    value: 'N',
    meaning: 'Chromium pages that join as well, one room after the other, and only receive',
  },
} as const;

const outputOptions = {
  json: {
    schema: file,
    fallback: undefined,
    value: 'FILE',
    meaning: 'where the report goes with all its samples',
  },
  html: { schema: file, fallback: undefined, value: 'FILE', meaning: 'where it goes as a page with plots' },
  merge: {
    schema: Type.Boolean(),
    fallback: false,
    value: '',
    meaning: 'runs nothing: makes one report of the JSON files that follow, which ran at the same time',
  },
  help: { schema: Type.Boolean(), fallback: false, value: '', meaning: 'tells all this' },
} as const;

/** As the usage shows them. */
export const optionGroups = {
  'What the peers do': scenarioOptions,
  'Where and how': placeOptions,
  'What is written': outputOptions,
  'What must be kept, or the exit code is 1': thresholdOptions,
} as const satisfies Record<string, Options>;

const runOptions = { ...scenarioOptions, ...placeOptions, ...outputOptions, ...thresholdOptions };
export type RunOptions = OptionValues<typeof runOptions>;

export interface Command {
  readonly options: RunOptions;
  readonly files: readonly string[];
  readonly mistakes: readonly string[];
}

export function readCommand(args: readonly string[]): Command {
  const { values, positionals, mistakes } = readOptions(runOptions, args);
  const all = mistakes.length > 0 ? mistakes : conflictsOf(values, positionals);
  return { options: values, files: positionals, mistakes: all };
}

function conflictsOf(options: RunOptions, files: readonly string[]): string[] {
  const { merge, publishers, subscribers, screens, url, way, own, client } = options;
  if (merge) return files.length < 2 ? ['--merge needs two JSON reports or more.'] : [];
  const hasTurn = own.some(setting => setting.startsWith('TURN_URLS='));
  return [
    ...files.map(text => `"${text}" is no option.`),
    ...(publishers + subscribers === 0 ? ['There must be publishers or subscribers.'] : []),
    ...(screens > publishers ? ['--screens cannot be more than --publishers.'] : []),
    ...(client === 'datachannel' && way !== 'udp' ? [`--client datachannel knows no ${way}: UDP only.`] : []),
    ...(url !== undefined && own.length > 0
      ? ['--own is for a server that is started for the run, not for --url.']
      : []),
    ...(way.startsWith('turn') && url === undefined && !hasTurn
      ? [`--way ${way} needs a server that has TURN: give --url, or --own TURN_URLS=… and its secret.`]
      : []),
  ];
}
