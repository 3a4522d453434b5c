import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { asksForSlashes, normalizePath, pathMatches, refusalOf } from '../../src/match/path.ts';
import { compilePattern } from '../../src/match/pattern.ts';
import { runs } from '../support/runs.ts';

const istio = { proxy: 'istio' } as const;
const contour = { proxy: 'envoy', paths: 'merges-slashes' } as const;
const gateway = { proxy: 'envoy', paths: 'merges-and-unescapes-slashes' } as const;
const nginx = { proxy: 'nginx' } as const;
const other = { proxy: 'other' } as const;

describe('a path as proxies read it', () => {
  test.each([
    // written, Envoy, Contour, Envoy Gateway, nginx
    ['/a', '/a', '/a', '/a', '/a'],
    ['/A', '/A', '/A', '/A', '/A'],
    ['/a/../b', '/b', '/b', '/b', '/b'],
    ['/a/%2e%2E/b', '/b', '/b', '/b', '/b'],
    ['/a/.', '/a/', '/a/', '/a/', '/a/'],
    ['/a/..', '/', '/', '/', '/'],
    ['/a/..b', '/a/..b', '/a/..b', '/a/..b', '/a/..b'],
    ['/a/...', '/a/...', '/a/...', '/a/...', '/a/...'],
    ['//a', '//a', '/a', '/a', '/a'],
    ['/a//../b', '/a/b', '/a/b', '/a/b', '/b'],
    ['/a//', '/a//', '/a/', '/a/', '/a/'],
    ['/%41%7e', '/A~', '/A~', '/A~', '/A~'],
    ['/a%2Fb', '/a%2Fb', '/a%2Fb', '/a/b', '/a/b'],
    ['/a%5Cb', '/a%5Cb', '/a%5Cb', '/a/b', '/a\\b'],
    ['/a\\b', '/a/b', '/a/b', '/a/b', '/a\\b'],
    ['/a%20b', '/a%20b', '/a%20b', '/a%20b', '/a b'],
    ['/%C3%BC', '/%C3%BC', '/%C3%BC', '/%C3%BC', '/ü'],
    ['/%C3%2F', '/%C3%2F', '/%C3%2F', '/%C3/', '/%C3/'],
    ['/%2541', '/%2541', '/%2541', '/%2541', '/%41'],
    ['/a%3Fb', '/a%3Fb', '/a%3Fb', '/a%3Fb', '/a?b'],
  ])('%s', (path, onIstio, onContour, onGateway, onNginx) => {
    expect(normalizePath(path, istio)).toBe(onIstio);
    expect(normalizePath(path, contour)).toBe(onContour);
    expect(normalizePath(path, gateway)).toBe(onGateway);
    expect(normalizePath(path, nginx)).toBe(onNginx);
    expect(normalizePath(path, other)).toBe(path);
  });

  test.each(['/..', '/../a', '/a/../..', '/%', '/%a', '/%zz', '/a%00'])(
    'nginx refuses %s',
    (path) => {
      expect(refusalOf(path, nginx)).toBe(400);
      expect(refusalOf(path, istio)).toBeUndefined();
    },
  );

  test('Envoy Gateway asks for slashes without escapes', () => {
    expect(asksForSlashes('/a%2fb', gateway)).toBe(true);
    expect(asksForSlashes('/a%5Cb', gateway)).toBe(true);
    expect(asksForSlashes('/a/b', gateway)).toBe(false);
    expect(asksForSlashes('/a%2fb', contour)).toBe(false);
  });

  test('no dots and, where they are merged, no doubled slashes are left', () => {
    const paths = fc
      .array(
        fc.constantFrom('a', '.', '..', '', '%2e', '%2F', '%41', '..a', '%5c', 'ü', '%c3%bc'),
        { maxLength: 8 },
      )
      .map((it) => `/${it.join('/')}`);
    fc.assert(
      fc.property(paths, (path) => {
        for (const proxy of [istio, contour, gateway, nginx]) {
          if (refusalOf(path, proxy) !== undefined) continue;
          const read = normalizePath(path, proxy);
          expect(read).toMatch(/^\//);
          expect(`${read}/`).not.toMatch(/\/\.{1,2}\//);
          expect(proxy !== istio && read.includes('//')).toBe(false);
        }
      }),
      runs(200, 3000),
    );
  });
});

test.each([
  ['segment-prefix', '/aaa/bbb', ['/aaa/bbb', '/aaa/bbb/', '/aaa/bbb/c'], ['/aaa/bbbx', '/aaa/bb']],
  ['segment-prefix', '/aaa/', ['/aaa', '/aaa/', '/aaa/b'], ['/aaab', '/a']],
  ['segment-prefix', '/', ['/', '/a'], []],
  ['prefix', '/aaa/', ['/aaa/', '/aaa/b'], ['/aaa', '/aaab']],
  ['prefix', '/a', ['/a', '/ab'], ['/A', '/']],
  ['exact', '/a', ['/a'], ['/a/', '/A', '/ab']],
  ['regex', '/a+', ['/a', '/aa'], ['/ab', 'x/a']],
  ['regex-start', '/a+', ['/a', '/ab'], ['/b', 'x/a']],
] as const)('%s %s', (type, value, hits, misses) => {
  for (const it of hits) expect(pathMatches({ type, value }, it)).toBe(true);
  for (const it of misses) expect(pathMatches({ type, value }, it)).toBe(false);
});

test('a pattern that takes exponential time elsewhere answers at once', () => {
  const text = 'a'.repeat(100_000);
  const pattern = compilePattern('(a+)+$');
  expect(pattern?.matches(text)).toBe(true);
  expect(pattern?.matches(`${text}!`)).toBe(false);
  expect(pattern?.startsAt(`${text}!`)).toBe(false);
});

test.each(['(', '(?=a)', '(?<!a)b', String.raw`(a)\1`, 'a{1,2000}', '['])(
  'RE2 refuses %s',
  (pattern) => {
    expect(compilePattern(pattern)).toBeUndefined();
    expect(pathMatches({ type: 'regex', value: pattern }, '/')).toBe('invalid');
  },
);
