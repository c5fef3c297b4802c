/**
 * Keeps the tables of PROTOCOL.md equal to the schemas: rewrites them, or with `--check` says that they are stale (exit code 1).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fillDocument } from './protocol-document.ts';

const path = new URL('../PROTOCOL.md', import.meta.url);
const document = readFileSync(path, 'utf8');
const filled = fillDocument(document);

if (filled === document) {
  console.log('PROTOCOL.md agrees with server/protocol.');
} else if (process.argv.includes('--check')) {
  console.error(
    `PROTOCOL.md is stale: ${firstDifference(document, filled)}. Run "npm run docs" and commit the result.`,
  );
  process.exitCode = 1;
} else {
  writeFileSync(path, filled);
  console.log('PROTOCOL.md rewritten.');
}

function firstDifference(before: string, after: string): string {
  const lines = before.split('\n');
  const line = after.split('\n').findIndex((text, index) => text !== lines[index]);
  return `line ${line + 1} should read "${after.split('\n')[line]?.slice(0, 120)}"`;
}
