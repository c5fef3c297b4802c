/**
 * docker-compose.yml without an engine: by the schema of the Compose specification, by a linter, and by rules of our own.
 */
import { readFileSync } from 'node:fs';
import { DCLinter } from 'dclint';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { settings } from '../../server/config.ts';

/** Of the linter, whose own types name files that TypeScript does not find. */
interface Linted {
  readonly messages: readonly { readonly line: number; readonly rule: string; readonly message: string }[];
}

interface Service {
  readonly build?: string;
  readonly image?: string;
  readonly cap_add?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly logging?: { readonly options?: Readonly<Record<string, string>> };
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly restart?: string;
  readonly security_opt?: readonly string[];
  readonly user?: string;
  readonly volumes?: readonly (string | { readonly type: string; readonly source: string })[];
}

const file = 'docker-compose.yml';
const text = readFileSync(file, 'utf8');
const { services } = parse(text, { merge: true }) as { services: Readonly<Record<string, Service>> };
const example = readFileSync('.env.docker.example', 'utf8');
const names = Object.keys(services);

test('the schema of the Compose specification and the linter find nothing', () => {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  const linted: Linted[] = linter.lintFiles([file], false);
  const found = linted.flatMap(({ messages }) => messages);
  expect(found.map(({ line, rule, message }) => `${line} ${rule}: ${message}`)).toEqual([]);
});

test('the linter does find what is wrong', () => {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  const [result]: Linted[] = linter.lintFiles(['test/deployment/wrong-compose.yml'], false);
  expect(result?.messages.map(({ rule }) => rule)).toContain('invalid-schema');
});

test.each(names)('%s has nothing that it does not need', name => {
  const service = services[name];
  expect(service).toMatchObject({
    cap_drop: ['ALL'],
    read_only: true,
    security_opt: ['no-new-privileges:true'],
    user: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/),
    logging: { options: { 'max-size': expect.any(String), 'max-file': expect.any(String) } },
  });
  expect(service?.privileged).toBeUndefined();
  expect(service?.network_mode ?? 'none').toBe('none');
  expect(service?.cap_add ?? ['NET_BIND_SERVICE']).toEqual(['NET_BIND_SERVICE']);
  const mounts = service?.volumes?.filter(volume => typeof volume === 'string') ?? [];
  const ofHost = mounts.filter(volume => /^[./~]/.test(volume));
  expect(ofHost.filter(volume => !volume.endsWith(':ro'))).toEqual([]);
});

test.each(names)('%s is of an exact version, and watched', name => {
  const { build, image, healthcheck, restart } = services[name] ?? {};
  if (build === undefined) expect(image).toMatch(/^[\w./-]+:\d+\.\d+\.\d+[\w.-]*$/);
  else expect({ build, image }).toEqual({ build: '.', image: undefined });
  const ends = name === 'secrets';
  expect(restart).toBe(ends ? 'no' : 'unless-stopped');
  // That of plenum is in its image.
  if (build === undefined) expect(healthcheck?.test?.[0]).toBe('CMD');
  else expect(healthcheck).toEqual(ends ? { disable: true } : undefined);
});

test('what is published is what the head of the file says', () => {
  const ports = Object.values(services).flatMap(service => service.ports ?? []);
  expect(ports.toSorted()).toEqual(
    [
      '0.0.0.0:80:8080',
      '443:8443',
      '3478:3478/tcp',
      '3478:3478/udp',
      // biome-ignore-start lint/suspicious/noTemplateCurlyInString: placeholders of Compose
      '${MEDIA_PORTS:-40000-40001}:${MEDIA_PORTS:-40000-40001}/tcp',
      '${MEDIA_PORTS:-40000-40001}:${MEDIA_PORTS:-40000-40001}/udp',
      // biome-ignore-end lint/suspicious/noTemplateCurlyInString: placeholders of Compose
    ].toSorted(),
  );
});

test('every variable has a default that old and new Compose understand, and is in the example', () => {
  const placeholders = [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, inside = '']) => inside);
  expect(placeholders.filter(inside => !/^[A-Z_]+:-[\w.-]*$/.test(inside))).toEqual([]);
  const variables = new Set(placeholders.map(inside => inside.split(':-')[0]));
  expect([...variables].filter(variable => !new RegExp(`^#?${variable}=`, 'm').test(example))).toEqual([]);
});

test('every setting of the server can stand in .env, but for those that are set to fit', () => {
  const environment = services.plenum?.environment ?? {};
  const open = Object.keys(environment).filter(name => environment[name] === null);
  const [, kept = ''] = /but for ([\s\S]*?), which are set to fit/.exec(example) ?? [];
  const fitting = Object.keys(settings).filter(name => !open.includes(name));
  const said = kept.replaceAll('the TLS ones', 'TLS, TLS_CERT, TLS_KEY').match(/[A-Z][A-Z_]+/g) ?? [];
  expect(fitting.toSorted()).toEqual(said.toSorted());
  expect(open.filter(name => !(name in settings))).toEqual([]);
});

test('no secret stands in the environment of a container that need not know it', () => {
  const secrets = /SECRET$|KEY$/;
  const holders = names.filter(name =>
    Object.keys(services[name]?.environment ?? {}).some(
      variable => secrets.test(variable) && variable !== 'TURN_KEY',
    ),
  );
  expect(holders).toEqual(['plenum']);
});
