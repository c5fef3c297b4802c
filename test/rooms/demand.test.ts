import { beforeEach, expect, test, vi } from 'vitest';
import { Demand } from '../../server/rooms/demand.ts';
import { ownTime } from '../sessions/house.ts';

ownTime();

const patience = 2_000; // ms
const [ann, bob] = [{}, {}];
let told: (number | null)[];
let demand: Demand;

beforeEach(() => {
  told = [];
  demand = new Demand(3, layer => told.push(layer));
});

test('a video that nobody wants is stopped, but not at once', () => {
  vi.advanceTimersByTime(patience - 1);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([null]);
});

test('what is sent already is not asked for', () => {
  demand.want(ann, 2);
  vi.advanceTimersByTime(10 * patience);
  expect(told).toEqual([]);
});

test('the highest layer that anybody wants counts; more is told at once, less after a while', () => {
  demand.want(ann, 0);
  vi.advanceTimersByTime(patience);
  demand.want(bob, 2);
  expect(told).toEqual([0, 2]);
  demand.want(bob, 1);
  demand.want(bob, undefined);
  vi.advanceTimersByTime(patience);
  demand.want(ann, undefined);
  vi.advanceTimersByTime(patience);
  expect(told).toEqual([0, 2, 0, null]);
});

test('turning a page and back changes nothing', () => {
  demand.want(ann, 2);
  demand.want(ann, undefined);
  vi.advanceTimersByTime(patience / 2);
  demand.want(ann, 2);
  vi.advanceTimersByTime(2 * patience);
  expect(told).toEqual([]);
});

test('more than before, but less than is sent, keeps the layers between until the time is up', () => {
  demand.want(ann, 0);
  vi.advanceTimersByTime(patience / 2);
  demand.want(bob, 1);
  vi.advanceTimersByTime(patience / 2);
  expect(told).toEqual([1]);
});

test('says nothing once it is closed', () => {
  demand.close();
  demand.want(ann, undefined);
  vi.advanceTimersByTime(patience);
  expect(told).toEqual([]);
});
