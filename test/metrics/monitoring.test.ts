/**
 * The dashboard and the alert rules in docs/monitoring ask for nothing that this server does not measure: a name, a label or a word of a
 * label that is none would be an empty graph, and an alert that never comes.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { measuredServer } from './measured-server.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly action: string };
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly id: number;
  readonly gridPos: { readonly x: number; readonly w: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
}

const file = (name: string) => readFileSync(`docs/monitoring/${name}`, 'utf8');
const { groups } = parse(file('alerts.yml')) as { groups: readonly { rules: readonly Rule[] }[] };
const rules = groups.flatMap(group => group.rules);
const dashboard = JSON.parse(file('dashboard.json')) as Dashboard;
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);

/** The labels of each metric, by the names of its samples, with the words that they can have. */
const known = await knownMetrics();
/** What a scrape adds to all. */
const ofScrape = ['instance', 'job'];

async function knownMetrics(): Promise<Map<string, Map<string, Set<string>>>> {
  const names = new Map<string, Map<string, Set<string>>>([['up', new Map()]]);
  for (const sample of (await measuredServer().scrape()).keys()) {
    const [name = '', labels = ''] = sample.split(/[{}]/);
    const words = names.get(name) ?? new Map<string, Set<string>>();
    names.set(name, words);
    for (const [, label = '', word = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
      words.set(label, (words.get(label) ?? new Set()).add(word));
    }
  }
  return names;
}

/** What is wrong with an expression, in sentences. */
function mistakesIn(expr: string): string[] {
  const mistakes: string[] = [];
  const bare = expr.replace(/"[^"]*"/g, '""');
  const selected = [...expr.matchAll(/\b([a-z_]+[a-z\d_]*)(?:\{([^}]*)\}|(?=\[|\)|\s|$))/g)];
  for (const [, name = '', selectors = ''] of selected) {
    if (!/^(plenum|nodejs|process)_|^up$/.test(name)) continue;
    const labels = known.get(name);
    if (!labels) mistakes.push(`${name} is no metric`);
    for (const [, label = '', operator, words = ''] of selectors.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)) {
      if (ofScrape.includes(label)) continue;
      const possible = labels?.get(label);
      if (!possible) mistakes.push(`${name} has no label ${label}`);
      const asked = operator?.includes('~') ? words.split('|') : [words];
      const none = asked.filter(word => possible && !possible.has(word));
      mistakes.push(...none.map(word => `${label} of ${name} is never ${word}`));
    }
  }
  for (const [, list = ''] of bare.matchAll(/\b(?:by|on|without) \(([^)]*)\)/g)) {
    const labels = list
      .split(',')
      .map(label => label.trim())
      .filter(Boolean);
    mistakes.push(...labels.filter(label => !isLabel(label)).map(label => `${label} is no label`));
  }
  return mistakes;
}

function isLabel(label: string): boolean {
  return ofScrape.includes(label) || [...known.values()].some(labels => labels.has(label));
}

/** Labels that a text names, in the manner of the rules or of the dashboard. */
function labelsIn(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = '']) => label);
}

test('what is wrong would be found', () => {
  const wrong =
    'sum by (room) (rate(plenum_joins_total[5m])) + plenum_consumers{codec="VP8"} > plenum_producers{source=~"camera|webcam"}';
  expect(mistakesIn(wrong)).toEqual([
    'plenum_joins_total is no metric',
    'plenum_consumers has no label codec',
    'source of plenum_producers is never webcam',
    'room is no label',
  ]);
});

test.each(rules)('$alert asks for what there is, and says what to do', ({ expr, labels, annotations }) => {
  expect(mistakesIn(expr)).toEqual([]);
  expect(['page', 'ticket']).toContain(labels.severity);
  expect(annotations.action.length).toBeGreaterThan(40);
  const kept = /\bby \(([^)]*)\)/
    .exec(expr)?.[1]
    ?.split(',')
    .map(label => label.trim());
  const named = labelsIn(annotations.summary);
  expect(named.filter(label => !isLabel(label) || (kept && !kept.includes(label)))).toEqual([]);
});

test.each(queries)('$title asks for what there is: $expr', ({ expr, legendFormat }) => {
  expect(mistakesIn(expr)).toEqual([]);
  expect(labelsIn(legendFormat).filter(label => !isLabel(label))).toEqual([]);
});

test('everything that is of this server alone is in the dashboard', () => {
  const shown = queries.map(({ expr }) => expr).join('\n');
  const family = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
  const own = new Set([...known.keys()].filter(name => name.startsWith('plenum_')).map(family));
  expect([...own].filter(name => !shown.includes(name))).toEqual([]);
});

test('the dashboard can be imported: an id of its own, any data source, panels side by side', () => {
  const { uid, panels, templating } = dashboard;
  expect(uid).toBe('plenum');
  expect(templating.list.map(({ name, type }) => [name, type])).toContainEqual(['datasource', 'datasource']);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);
  expect(rows).toEqual(['Is it well?', 'Calls', 'Media', 'Workers', 'Joins']);
});

test('the scrape configuration leads to the rules and to the usual address', () => {
  const { scrape_configs: jobs, rule_files: files } = parse(file('prometheus.yml'));
  expect(jobs).toMatchObject([{ job_name: 'plenum', static_configs: [{ targets: ['127.0.0.1:9091'] }] }]);
  expect(files).toEqual(['alerts.yml']);
});
