import { beforeEach, expect, test } from 'vitest';
import { preferences } from '../../../client/app/preferences.ts';
import { StageState } from '../../../client/app/stage/stage-state.ts';

const people = ['me', 'a', 'b'];

let stage: StageState;
beforeEach(() => {
  preferences.value = {};
  stage = new StageState();
  stage.follow(people, []);
});

test('a screen that begins is shown large, and the view before it returns', () => {
  expect(stage.view.value).toBe('grid');
  stage.follow(people, ['s']);
  expect(stage.view.value).toBe('speaker');
  stage.follow(people, []);
  expect(stage.view.value).toBe('grid');
});

test('the view chosen while a screen is shared lasts as long as the screens, the other is remembered', () => {
  stage.setView('speaker');
  stage.follow(people, ['s']);
  stage.setView('grid');
  expect(stage.view.value).toBe('grid');
  stage.follow(people, ['s', 't']);
  expect(stage.view.value).toBe('speaker');
  stage.follow(people, []);
  expect(stage.view.value).toBe('speaker');
  expect(new StageState().view.value).toBe('speaker');
});

test('a pinned person makes room for a screen and is back after it', () => {
  stage.togglePin('a');
  stage.follow(people, ['s']);
  expect(stage.pinned.value).toBeNull();
  stage.follow(people, []);
  expect(stage.pinned.value).toBe('a');
});

test('a screen that the reader has pinned stays when another begins', () => {
  stage.follow(people, ['s']);
  stage.togglePin('s');
  stage.follow(people, ['s', 't']);
  expect(stage.pinned.value).toBe('s');
  stage.follow(people, ['t']);
  expect(stage.pinned.value).toBeNull();
});

test('who is pinned and leaves is unpinned, and choosing a view unpins', () => {
  stage.togglePin('b');
  stage.follow(['me', 'a'], []);
  expect(stage.pinned.value).toBeNull();
  stage.togglePin('a');
  stage.setView('grid');
  expect(stage.pinned.value).toBeNull();
});

test('your picture goes from corner to corner', () => {
  const seen = Array.from({ length: 4 }, () => {
    stage.nextCorner();
    return stage.corner.value;
  });
  expect(seen).toEqual(['bottom-start', 'top-start', 'top-end', 'bottom-end']);
});

test('who is somebody else from now on keeps their place, their pin and when they were heard', () => {
  stage.togglePin('me');
  stage.follow(people, ['s']); // makes room for the screen
  stage.togglePin('a');
  stage.heard(['me']);
  const heardAt = stage.heardAt('me');
  stage.renamed('me', 'I again');
  stage.renamed('a', 'a again');
  const again = ['b', 'a again', 'I again'];
  stage.follow(again, ['s']);
  expect(stage.people.value).toEqual(['I again', 'a again', 'b']);
  expect(stage.pinned.value).toBe('a again');
  expect(stage.heardAt('I again')).toBe(heardAt);
  stage.togglePin('a again');
  stage.follow(again, []);
  expect(stage.pinned.value).toBe('I again');
});
