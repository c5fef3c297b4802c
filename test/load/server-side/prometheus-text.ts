/** Reads the Prometheus text format, version 0.0.4: what a server tells of itself. Pure; knows no metric. */

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** Lines that make no sense are left out: the text comes from elsewhere. */
export function seriesIn(text: string): Series[] {
  return text.split('\n').flatMap(each => {
    const [, name, labels = '', value = ''] = line.exec(each.trim()) ?? [];
    const number = numberOf(value);
    return name === undefined || number === undefined
      ? []
      : [{ name, labels: labelsIn(labels), value: number }];
  });
}

function labelsIn(text: string): Record<string, string> {
  const pairs = [...text.matchAll(label)].map(([, name = '', value = '']) => [
    name,
    value.replace(/\\[n"\\]/g, escaped => escapes[escaped] ?? escaped),
  ]);
  return Object.fromEntries(pairs);
}

function numberOf(text: string): number | undefined {
  const number = Number(text.replace(/Inf$/, 'Infinity'));
  return text === '' || (Number.isNaN(number) && text !== 'NaN') ? undefined : number;
}
