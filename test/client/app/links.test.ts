import { describe, expect, test } from 'vitest';
import { withLinks } from '../../../client/app/panels/links.ts';

/** What would be clickable. */
function links(text: string): string[] {
  return withLinks(text).flatMap(piece => (typeof piece === 'string' ? [] : [piece.text]));
}

/** What would be read. */
function read(text: string): string {
  return withLinks(text)
    .map(piece => (typeof piece === 'string' ? piece : piece.text))
    .join('');
}

describe('an address becomes a link', () => {
  test.each([
    ['https://example.com', 'https://example.com'],
    ['See http://example.com/a?b=c&d#e now', 'http://example.com/a?b=c&d#e'],
    ['(https://example.com/a)', 'https://example.com/a'],
    ['https://en.wikipedia.org/wiki/Foo_(bar)', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
    ['(as in https://en.wikipedia.org/wiki/Foo_(bar)).', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
    ['Is it https://example.com/x?', 'https://example.com/x'],
    ['https://example.com/x!!! Yes', 'https://example.com/x'],
    ['看 https://example.com/x。好', 'https://example.com/x'],
    ['"https://example.com/x"', 'https://example.com/x'],
    ['<https://example.com/x>', 'https://example.com/x'],
    ['HTTPS://EXAMPLE.COM', 'HTTPS://EXAMPLE.COM'],
    ['http://[::1]:8080/x', 'http://[::1]:8080/x'],
    ['http://localhost:3000', 'http://localhost:3000'],
  ])('in %j', (text, link) => {
    expect(links(text)).toEqual([link]);
  });

  test('and there may be several, with line breaks between them', () => {
    const text = 'https://a.example\nand https://b.example/, https://c.example.';
    expect(links(text)).toEqual(['https://a.example', 'https://b.example/', 'https://c.example']);
  });
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://example.com',
  'file:///etc/passwd',
  'xhttps://example.com',
  'https://',
  'http://?',
  'https:// example.com',
  'https:example.com',
  'mailto:ann@example.com',
  '<a href="x">y</a>',
])('%j does not', text => {
  expect(links(text)).toEqual([]);
});

test('the text stays as it was', () => {
  for (const text of [
    '',
    ' a ',
    'x https://example.com/).y',
    '<b>https://example.com</b>',
    'https://https://a.b',
  ]) {
    expect(read(text)).toBe(text);
  }
});

test('what a link leads to is written out, so that it cannot be another place than it says', () => {
  const [link] = withLinks('https://exämple.com/ü');
  expect(link).toEqual({ text: 'https://exämple.com/ü', href: 'https://xn--exmple-cua.com/%C3%BC' });
});

test('a long text takes no time', () => {
  const start = performance.now();
  withLinks('https://example.com/)))'.padEnd(4096, ')'));
  withLinks('http'.repeat(1024));
  withLinks(`https://${'(['.repeat(2000)}`);
  expect(performance.now() - start).toBeLessThan(500);
});
