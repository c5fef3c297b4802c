/** Checks of ICE between two ends of our own: who is checked answers, and only whoever knows its password. */
import { expect, test } from 'vitest';
import { checkAnswer } from './slim/ice/check-answer.ts';
import { iceAgent, iceCheck } from './slim/ice/ice-check.ts';

const [server, client] = [iceAgent(), iceAgent()];
const from = { address: '192.0.2.1', port: 4_000 };

test('a server that checks as well is answered', () => {
  const check = iceCheck(server, client);
  const answer = checkAnswer(client, check.request, from);
  expect(answer && check.verdict(answer)).toBe('accepted');
});

test('who does not know the password is not', () => {
  const check = iceCheck(server, { ...client, password: 'another' });
  expect(checkAnswer(client, check.request, from)).toBeUndefined();
});

test('an answer is no check', () => {
  const answer = checkAnswer(client, iceCheck(server, client).request, from);
  expect(answer && checkAnswer(client, answer, from)).toBeUndefined();
});
