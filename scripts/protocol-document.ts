/**
 * Fills the generated parts of PROTOCOL.md: everything between `<!-- generated: WHAT -->` and `<!-- end -->`. The prose around
 * them is written by hand; the tables come from server/protocol. Pure: text in, text out.
 */
import { routes } from '../server/protocol/api.ts';
import * as check from '../server/protocol/check.ts';
import * as grant from '../server/protocol/grant.ts';
import * as interest from '../server/protocol/interest.ts';
import * as media from '../server/protocol/media.ts';
import * as messages from '../server/protocol/messages.ts';
import { permissions } from '../server/protocol/method.ts';
import { methods } from '../server/protocol/methods.ts';
import * as probe from '../server/protocol/probe.ts';
import { problems } from '../server/protocol/problems.ts';
import * as roomSettings from '../server/protocol/room-settings.ts';
import * as roomState from '../server/protocol/room-state.ts';
import * as rtp from '../server/protocol/rtp.ts';
import * as shapes from '../server/protocol/shapes.ts';
import * as signalTable from '../server/protocol/signals.ts';
import { closeReasons, errors, messageLosses, messageRefusals } from '../server/protocol/words.ts';
import { asJson, code, fieldTable, ownBounds, type Schema, SchemaNames, table } from './schema-tables.ts';

const { signals } = signalTable;
const { events } = roomState;

const marker = /(<!-- generated: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The document with every generated part as the schemas have it now. Throws when a part is unknown or missing. */
export function fillDocument(document: string): string {
  const parts = generatedParts();
  const filled = document.replace(marker, (_all, open: string, what: string, close: string) => {
    const text = parts.get(what);
    if (text === undefined) throw new Error(`PROTOCOL.md asks for "${what}", which the schemas do not have`);
    parts.delete(what);
    return `${open}${text}\n${close}`;
  });
  if (parts.size > 0) {
    throw new Error(
      `PROTOCOL.md has no place for: ${[...parts.keys()].join(', ')} (a line "<!-- generated: … -->" and "<!-- end -->")`,
    );
  }
  return filled;
}

function generatedParts(): Map<string, string> {
  const named = namedSchemas();
  const names = new SchemaNames();
  for (const [name, schema] of named) names.add(name, schema);
  return new Map([
    ['values', valueTable(named, names)],
    ['structures', structureTables(named, names)],
    ['methods', methodOverview()],
    ...Object.entries(methods).map(
      ([name, method]) => [`method ${name}`, methodTables(name, method, names)] as const,
    ),
    ['events', eventTables(names)],
    ['signals', signalOverview()],
    ...Object.entries(signals).map(
      ([name, signal]) => [`signal ${name}`, signalTables(name, signal, names)] as const,
    ),
    ['message refusals', wordTable(messageRefusals)],
    ['message losses', wordTable(messageLosses)],
    ['errors', errorTable()],
    ['close reasons', closeTable()],
    ['permissions', permissionTable()],
    ['routes', routeTable()],
    ['problems', problemTable()],
  ]);
}

/** Every exported schema with a description: its export name is the name that the document uses. */
function namedSchemas(): Map<string, Schema> {
  const modules = [
    shapes,
    grant,
    roomSettings,
    roomState,
    interest,
    media,
    messages,
    probe,
    check,
    signalTable,
    rtp,
  ];
  const exported = modules.flatMap(module =>
    Object.entries<unknown>(module).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const named = new Map<string, Schema>();
  for (const [name, value] of exported) if (isNamed(value)) named.set(name, asJson(value));
  return named;
}

function isNamed(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'type' in value && 'description' in value;
}

function valueTable(named: Map<string, Schema>, names: SchemaNames): string {
  const rows = [...named]
    .filter(([, schema]) => !schema.properties)
    .map(([name, schema]) => [
      `<a id="${name.toLowerCase()}"></a>${name}`,
      schema.enum ? schema.enum.map(word => code(`"${word}"`)).join(', ') : (schema.type ?? ''),
      ownBounds(schema, names),
      schema.description ?? '',
    ]);
  return table(['Name', 'Type', 'Bounds', 'Meaning'], rows);
}

function structureTables(named: Map<string, Schema>, names: SchemaNames): string {
  return [...named]
    .filter(([, schema]) => schema.properties)
    .map(([name, schema]) => `### ${name}\n\n${schema.description}\n\n${fieldTable(schema, names)}\n`)
    .join('\n');
}

/** When a method may be called, by its phase. */
const phases = { any: 'any time', connected: 'before joining', joined: 'after joining' };

function methodOverview(): string {
  const rows = Object.entries(methods).map(([name, method]) => [
    `[${code(name)}](#${name.toLowerCase()})`,
    phases[method.phase],
    method.permission === 'none' ? '-' : code(method.permission),
    String(method.cost),
    method.errors.map(code).join(', ') || '-',
    method.summary,
  ]);
  return table(['Method', 'Allowed', 'Permission', 'Cost', 'Errors of its own', 'What it does'], rows);
}

function methodTables(
  name: string,
  method: (typeof methods)[keyof typeof methods],
  names: SchemaNames,
): string {
  const parts = [
    `### ${name}`,
    method.summary,
    '**Parameters**',
    fieldTable(asJson(method.params), names),
    '**Result**',
    fieldTable(asJson(method.result), names),
  ];
  return `${parts.join('\n\n')}\n`;
}

function eventTables(names: SchemaNames): string {
  return Object.entries(events)
    .map(
      ([name, event]) =>
        `### ${name}\n\n${asJson(event).description}\n\n${fieldTable(asJson(event), names)}\n`,
    )
    .join('\n');
}

function signalOverview(): string {
  const rows = Object.entries(signals).map(([name, signal]) => [
    `[${code(name)}](#${name.toLowerCase()})`,
    signal.droppable ? 'yes' : 'no',
    signal.summary,
  ]);
  return table(['Notification', 'Droppable', 'What it says'], rows);
}

function signalTables(
  name: string,
  signal: (typeof signals)[keyof typeof signals],
  names: SchemaNames,
): string {
  const isEvent = name === 'event';
  const none = isEvent ? 'Its `params` are one of the [events](#events).' : undefined;
  const fields = fieldTable(asJson(signal.params), names, none);
  return `### ${name}\n\n${signal.summary}\n\n${fields}\n`;
}

function wordTable(words: Record<string, string>): string {
  return table(
    ['Reason', 'Meaning'],
    Object.entries(words).map(([word, sentence]) => [code(word), sentence]),
  );
}

function errorTable(): string {
  const rows = Object.entries(errors).map(([reason, error]) => [
    code(String(error.code)),
    code(reason),
    error.sentence,
  ]);
  return table(['`error.code`', '`error.data.reason`', 'Meaning'], rows);
}

function closeTable(): string {
  const rows = Object.entries(closeReasons).map(([reason, close]) => [
    String(close.code),
    code(reason),
    close.sentence,
  ]);
  return table(['Code', 'Reason', 'Meaning'], rows);
}

function permissionTable(): string {
  const rows = Object.entries(permissions)
    .filter(([name]) => name !== 'none')
    .map(([name, who]) => [code(name), who]);
  return table(['Permission', 'Who has it'], rows);
}

function routeTable(): string {
  const rows = Object.entries(routes).map(([name, { method, path, status, summary }]) => [
    code(`${method} ${path}`),
    code(name),
    String(status),
    summary,
  ]);
  return table(['Route', '`operationId`', 'Success', 'What it does'], rows);
}

function problemTable(): string {
  const rows = Object.entries(problems).map(([reason, { status, sentence }]) => [
    code(reason),
    String(status),
    sentence,
  ]);
  return table(
    ['`reason`', 'Status', 'Meaning'],
    rows.sort(([, a = ''], [, b = '']) => Number(a) - Number(b)),
  );
}
