import type { Expectation, ExpectationPart } from '../model/expectation.ts';
import type { EntryPoint, Exposure } from '../model/exposure.ts';
import { shortestPaths } from '../model/object-ref.ts';
import type { Rejection, Trace } from '../model/trace.ts';
import { describeAnswered } from './diff.ts';
import { describeOutcome } from './outcome.ts';
import { printable } from './printable.ts';
import { describeRule } from './trace-steps.ts';
import { describeMiss } from './trace-words.ts';

/** `rule: wanted shop/shop #2, got shop/shop #1`. */
export const describeMissed = (
  part: ExpectationPart,
  expected: Expectation,
  trace: Trace,
  exposure: Exposure,
): string =>
  printable(
    `${part}: wanted ${wantedOf(part, expected)}, got ${gotOf(part, expected, trace, exposure)}`,
  );

function wantedOf(part: ExpectationPart, { to = [], headers = {}, ...rest }: Expectation): string {
  if (part === 'to') return to.join(', ');
  return part === 'headers' ? pairs(headers) : String(rest[part]);
}

const pairs = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');

function gotOf(
  part: ExpectationPart,
  { headers = {} }: Expectation,
  trace: Trace,
  { entryPoints }: Exposure,
): string {
  const { outcome, route, rewrite, request, redirect, requestHeaders } = trace;
  switch (part) {
    case 'outcome':
      return outcome === 'backend' ? outcome : `${outcome}: ${describeOutcome(trace)}`;
    case 'status':
    case 'to':
      return describeAnswered(trace);
    case 'rule':
      return route === undefined ? `none: ${describeOutcome(trace)}` : describeRule(route);
    case 'entryPoint':
      return nameIn(entryPoints, trace);
    case 'redirect':
      return redirect?.url ?? describeAnswered(trace);
    case 'host':
      return rewrite?.host ?? request.authority;
    case 'path':
      return rewrite?.path ?? request.path;
    case 'headers': {
      const names = new Set(Object.keys(headers).map((it) => it.toLowerCase()));
      const got = (requestHeaders ?? request.headers).filter((it) =>
        names.has(it.name.toLowerCase()),
      );
      return got.map(({ name, value }) => `${name}: ${value}`).join(', ') || 'none of them';
    }
    case 'failureShare':
      return String(trace.failureShare);
  }
}

/** As it may be written in a test. */
function nameIn(entryPoints: readonly EntryPoint[], trace: Trace): string {
  const found = entryPoints.find((it) => it.id === trace.entryPoint);
  const nameOf = shortestPaths(entryPoints.map((it) => it.object));
  return found === undefined ? 'none' : nameOf(found.object);
}

/** Why the rule that was meant, or one that leads where it was meant to, did not take the request. */
export function describeNear(rejection: Rejection): string {
  const { reason } = rejection;
  // That it matches too goes without saying.
  const because =
    reason.type === 'later-rule' ? 'an earlier rule takes the request' : describeMiss(reason);
  return `${describeRule(rejection)} would, but ${because}`;
}

export const describeRejection = (rejection: Rejection): string =>
  `not ${describeRule(rejection)}: ${describeMiss(rejection.reason)}`;
