import { describe, expect, test } from 'vitest';

import { percent } from '../../src/lib/percent.ts';
import type { Reason } from '../../src/model/health.ts';
import type { Match } from '../../src/model/match.ts';
import type { Miss } from '../../src/model/trace.ts';
import { age, describeDuration, duration } from '../../src/text/age.ts';
import { describeMatches } from '../../src/text/match.ts';
import { describeReason, rootReason } from '../../src/text/reasons.ts';
import { describeRule, traceSteps } from '../../src/text/trace-steps.ts';
import { describeMiss } from '../../src/text/trace-words.ts';
import { parseRequest } from '../../src/trace/request.ts';
import { createTracer } from '../../src/trace/trace.ts';
import { caseWorld } from '../support/cases.ts';
import { CASE_NOW } from '../support/world.ts';

test.for([
  [0, '0 %'],
  [0.1, '10 %'],
  [1, '100 %'],
  [1 / 3, '33.3 %'],
  [0.0001, '<0.1 %'],
  [0.0049, '0.5 %'],
  [0.9999, '>99.9 %'],
  [0.9, '90 %'],
  [0.1 + 0.2, '30 %'],
] as const)('a share of %d is %s', ([share, wanted]) => {
  expect(percent(share)).toBe(wanted);
});

test.for([
  ['2026-11-01T11:59:20Z', '40s'],
  ['2026-11-01T11:51:00Z', '9m'],
  ['2026-11-01T09:00:00Z', '3h'],
  ['2026-10-31T06:00:00Z', '30h'],
  ['2026-10-20T12:00:00Z', '12d'],
  ['2024-01-01T12:00:00Z', '2y'],
  ['2026-11-01T12:00:05Z', '0s'],
  ['yesterday', ''],
] as const)('since %s is %s', ([since, wanted]) => {
  expect(age(since, CASE_NOW)).toBe(wanted);
});

test.for<[Reason, string]>([
  [{ type: 'no-local-endpoint', nodes: 1, of: 3 }, 'only 1 of 3 nodes has a local endpoint'],
  [{ type: 'no-local-endpoint', nodes: 2, of: 3 }, 'only 2 of 3 nodes have a local endpoint'],
  [
    { type: 'no-endpoint-on-node', gatewayPods: 1, of: 2 },
    '1 of 2 gateway Pods has no ready Pod on its node',
  ],
  [
    { type: 'no-endpoint-on-node', gatewayPods: 2, of: 3 },
    '2 of 3 gateway Pods have no ready Pod on their nodes',
  ],
])('a verb goes with its number: %j', ([reason, words]) => {
  expect(describeReason(reason)).toContain(words);
});

test('what may have begun before has a sign, and words', () => {
  const known = { since: '2026-11-01T11:51:00Z' };
  const open = { ...known, sinceAtLeast: true } as const;
  expect([known, open, {}].map((it) => duration(it, CASE_NOW))).toEqual(['9m', '9m+', '']);
  expect([known, open, {}].map((it) => describeDuration(it, CASE_NOW))).toEqual([
    'for 9m',
    'for at least 9m',
    '',
  ]);
});

test.for<[string, readonly Match[], string]>([
  ['exact', [{ path: { type: 'exact', value: '/login' } }], '= /login'],
  ['string prefix', [{ path: { type: 'prefix', value: '/static' } }], '/static*'],
  ['prefix by elements', [{ path: { type: 'segment-prefix', value: '/v2/' } }], '/v2/*'],
  ['everything by elements', [{ path: { type: 'segment-prefix', value: '/' } }], '/*'],
  ['expression', [{ path: { type: 'regex', value: '/a.*' } }], '~ ^/a.*$'],
  [
    'expression at the start',
    [{ path: { type: 'regex-start', value: '/a', ignoreCase: true } }],
    '~ ^/a (any case)',
  ],
  ['nothing', [], '*'],
  ['no condition', [{}], '*'],
  [
    'several',
    [
      { path: { type: 'exact', value: '/a' } },
      { headers: [{ name: 'end-user', type: 'exact', value: 'jason' }] },
    ],
    '= /a | end-user: jason',
  ],
  [
    'all parts',
    [
      {
        method: { type: 'exact', value: 'POST' },
        headers: [{ name: 'x', type: 'present', value: '', not: true }],
        query: [{ name: 'debug', type: 'prefix', value: 't' }],
        sni: ['a.example.com'],
      },
    ],
    'POST  not x: *  ?debug=t*  SNI a.example.com',
  ],
])('a match by %s', ([, matches, wanted]) => {
  expect(describeMatches(matches)).toBe(wanted);
});

const CRASH: Reason = { type: 'pod', word: 'CrashLoopBackOff', exitCode: 1, message: 'back-off\n' };

describe('reasons', () => {
  test.for<[Reason, string]>([
    [CRASH, 'CrashLoopBackOff, exit code 1: back-off'],
    [
      { type: 'no-ready-endpoint', total: 2, worst: CRASH },
      'none of 2 Pods is ready: CrashLoopBackOff, exit code 1: back-off',
    ],
    [
      { type: 'restarted', restarts: 3, word: 'OOMKilled', at: '2026-11-01T11:57:00Z' },
      'restarted 3 times, last OOMKilled 3m ago',
    ],
    [
      { type: 'unreadable', resource: 'pods', because: 'forbidden' },
      'pods may not be read (forbidden)',
    ],
    [
      { type: 'unresolved', ref: 'reviews\u202e', because: 'absent' },
      'reviews<U+202E> does not exist',
    ],
  ])('%j', ([reason, wanted]) => {
    expect(describeReason(reason, CASE_NOW)).toBe(wanted);
  });

  test('the root is the Pod’s own trouble', () => {
    const reason: Reason = {
      type: 'share-fails',
      share: 0.1,
      worst: { type: 'no-ready-endpoint', total: 1, worst: CRASH },
    };
    expect(rootReason(reason)).toBe(CRASH);
  });
});

test.for<[Miss, string]>([
  [
    {
      type: 'path',
      wanted: [
        { type: 'exact', value: '/a' },
        { type: 'prefix', value: '/b' },
      ],
      got: '/c',
    },
    'path is not /a or /b*',
  ],
  [{ type: 'host', wanted: ['a.com'], got: 'b.com' }, 'host is a.com, not b.com'],
  [
    { type: 'header', name: 'x', wanted: { type: 'exact', value: '1' }, not: false },
    'header x is missing',
  ],
  [
    { type: 'header', name: 'x', wanted: { type: 'exact', value: '1' }, not: true, got: '1' },
    'header x is 1, and must not be',
  ],
  [
    { type: 'method', wanted: { type: 'exact', value: 'POST' }, got: 'GET' },
    'method is GET, not POST',
  ],
  [{ type: 'tls', wanted: 'plain' }, 'it takes no TLS'],
])('%j', ([miss, wanted]) => {
  expect(describeMiss(miss)).toBe(wanted);
});

test.for([
  [{ index: 1, path: 'spec.http[1]' }, 'shop/shop #2'],
  [{ index: 0, path: 'spec.tcp[0]' }, 'shop/shop tcp #1'],
  // What answers for the other paths of an Ingress stands nowhere in it.
  [{ index: 3, path: 'spec' }, 'shop/shop'],
] as const)('the rule %j is %s', ([rule, wanted]) => {
  const object = { apiVersion: 'a/v1', kind: 'A', namespace: 'shop', name: 'shop' };
  expect(describeRule({ object, rule })).toBe(wanted);
});

test('a way that nothing opens to the outside is told as one (N2)', () => {
  const { exposure } = caseWorld('istio/N2-only-inside');
  const parsed = parseRequest({ url: 'http://web.example.com/' });
  const steps = 'value' in parsed ? traceSteps(createTracer(exposure)(parsed.value), exposure) : [];
  expect(steps[0]).toMatchObject({
    what: 'service',
    name: 'istio-system/istio-ingressgateway',
    detail: 'reached from inside of the cluster only',
  });
});
