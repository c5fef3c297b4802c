import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from '../server/log.ts';

function logged(level: string, write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  write(createLog(level, sink));
  return lines;
}

test('secrets never reach a line, neither at the top nor one below', () => {
  const secret = 'hunter2';
  const [line = ''] = logged('info', log =>
    log.info(
      { token: secret, password: secret, credential: secret, params: { token: secret }, peer: 'ann' },
      'a line',
    ),
  );
  expect(line).not.toContain(secret);
  expect(JSON.parse(line)).toMatchObject({ msg: 'a line', peer: 'ann', token: '[Redacted]' });
});

test('what is below the level is not written', () => {
  const write = (log: ReturnType<typeof createLog>) => {
    log.debug('one');
    log.error('two');
  };
  expect(logged('info', write)).toHaveLength(1);
  expect(logged('silent', write)).toEqual([]);
});
