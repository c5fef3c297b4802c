import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { adopt, GoneError, type Mortal } from '../../server/lib/adopt.ts';

class Child implements Mortal {
  readonly observer = new EventEmitter();
  closed = false;

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.observer.emit('close');
  }
}

test('the child of a living owner is handed on, and its end is told once', () => {
  const child = new Child();
  let ends = 0;
  expect(adopt({ closed: false }, child, () => ends++)).toBe(child);
  expect(child.closed).toBe(false);
  child.close();
  child.observer.emit('close');
  expect(ends).toBe(1);
});

test('the child of an owner that died meanwhile is closed, and nobody is told of its end', () => {
  const child = new Child();
  let ends = 0;
  expect(() => adopt({ closed: true }, child, () => ends++)).toThrow(GoneError);
  expect(child.closed).toBe(true);
  expect(ends).toBe(0);
});

test('a child that is dead already is not adopted', () => {
  const child = new Child();
  child.close();
  expect(() => adopt({ closed: false }, child)).toThrow(GoneError);
  expect(child.observer.listenerCount('close')).toBe(0);
});
