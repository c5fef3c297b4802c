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

test('a whole join, as it is asked for and answered, shows none of its secrets', () => {
  const names = ['token', 'passcode', 'resumeToken', 'turn', 'ice 1', 'ice 2'];
  const [token, passcode, resumeToken, credential, ...passwords] = names.map(name => `secret of ${name}`);
  const [sendTransport, recvTransport] = passwords.map(password => ({
    transportId: 't',
    iceParameters: { usernameFragment: 'u', password },
  }));
  const iceServers = [{ urls: ['turn:turn.example.org'], username: '1795000000:p', credential }];
  const request = { method: 'join', params: { room: 'kitchen', name: 'Ann', token, passcode } };
  const result = { peerId: 'p', resumeToken, iceServers, media: { sendTransport, recvTransport } };
  const lines = logged('info', log => {
    log.info({ request, result }, 'a join');
    log.child({ room: 'kitchen' }).info(request.params, 'what it asked for');
  });
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toContain('kitchen');
  expect(lines.join('')).toContain('turn.example.org');
  expect(lines.join('')).not.toContain('secret of');
});

test('an error is written with its stack, however deep data is', () => {
  let deep: unknown = 'bottom';
  for (let depth = 0; depth < 1_000; depth += 1) deep = { deep };
  const [line = ''] = logged('info', log => log.error({ err: new Error('no'), deep }, 'a line'));
  expect(JSON.parse(line)).toMatchObject({
    err: { message: 'no', stack: expect.stringContaining('log.test') },
  });
});

test('what is below the level is not written', () => {
  const write = (log: ReturnType<typeof createLog>) => {
    log.debug('one');
    log.error('two');
  };
  expect(logged('info', write)).toHaveLength(1);
  expect(logged('silent', write)).toEqual([]);
});
