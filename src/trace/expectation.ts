import { withPath } from '../lib/with-path.ts';
import { EXPECTATION_PARTS, type Expectation, type ExpectationPart } from '../model/expectation.ts';
import type { Destination, Exposure, Route } from '../model/exposure.ts';
import { isCalled, type ObjectRef } from '../model/object-ref.ts';
import type { Rejection, Trace } from '../model/trace.ts';

/** The parts of an expectation that an answer does not meet. Where it depends, each possible answer has to meet it. */
export function missedParts(
  expected: Expectation,
  trace: Trace,
  exposure: Exposure,
): readonly ExpectationPart[] {
  if (trace.outcome === 'depends' && expected.outcome !== 'depends' && trace.branches.length > 0)
    return EXPECTATION_PARTS.filter((part) =>
      trace.branches.some((it) => missedParts(expected, it, exposure).includes(part)),
    );
  return EXPECTATION_PARTS.filter(
    (part) => expected[part] !== undefined && !MEETS[part](expected, trace, exposure),
  );
}

type Meets = (expected: Expectation, trace: Trace, exposure: Exposure) => boolean;

const MEETS: { readonly [Part in ExpectationPart]: Meets } = {
  outcome: ({ outcome }, trace) => trace.outcome === outcome,
  status: ({ status }, trace) => (trace.redirect?.status ?? trace.expectedStatus) === status,
  to: ({ to = [] }, { destinations }) => isSameSet(to, destinations),
  rule: ({ rule = '' }, { route }) => route !== undefined && isRule(rule, route),
  entryPoint: ({ entryPoint = '' }, trace, { entryPoints }) =>
    entryPoints.some((it) => it.id === trace.entryPoint && isCalled(entryPoint, it.object)),
  redirect: ({ redirect = '' }, trace) =>
    trace.redirect !== undefined && withPath(trace.redirect.url) === withPath(redirect),
  host: ({ host }, { rewrite, request }) => (rewrite?.host ?? request.authority) === host,
  path: ({ path }, { rewrite, request }) => (rewrite?.path ?? request.path) === path,
  headers: ({ headers = {} }, trace) =>
    Object.entries(headers).every(([name, value]) => headerOf(trace, name) === value),
  failureShare: ({ failureShare = 0 }, trace) =>
    Math.abs(trace.failureShare - failureShare) < ROUNDING,
};

/** Shares are written with few digits. */
const ROUNDING = 0.005;

/** Rules that would have met what is expected, had they taken the request; and what kept them from it. */
export function nearMisses(
  expected: Expectation,
  { rejected }: Trace,
  { entryPoints }: Exposure,
): readonly Rejection[] {
  const routes = new Map(entryPoints.flatMap((it) => it.routes.map((route) => [route.id, route])));
  return rejected.filter((it) => {
    const route = it.route === undefined ? undefined : routes.get(it.route);
    if (route === undefined) return false;
    const isWanted = expected.rule !== undefined && isRule(expected.rule, route);
    const leadsThere =
      expected.to !== undefined &&
      route.action.type === 'forward' &&
      isSameSet(expected.to, route.action.destinations);
    return isWanted || leadsThere;
  });
}

/** Several of one name are one, joined by commas (RFC 9110, 5.3). */
function headerOf({ requestHeaders, request }: Trace, name: string): string | undefined {
  const values = (requestHeaders ?? request.headers)
    .filter((it) => it.name.toLowerCase() === name.toLowerCase())
    .map((it) => it.value);
  return values.length === 0 ? undefined : values.join(',');
}

function isRule(wanted: string, { object, rule }: Route): boolean {
  const [, name = '', number] = /^(.*?)(?:\s*#(\d+))?$/s.exec(wanted.trim()) ?? [];
  return isCalled(name, object) && (number === undefined || Number(number) === rule.index + 1);
}

function isSameSet(wanted: readonly string[], destinations: readonly Destination[]): boolean {
  const open = destinations.filter((it) => it.share > 0);
  if (open.length !== wanted.length) return false;
  // The longest wants most, and chooses first.
  for (const text of wanted.toSorted((a, b) => b.length - a.length)) {
    const place = open.findIndex((it) => isDestination(text, it));
    if (place < 0) return false;
    open.splice(place, 1);
  }
  return true;
}

/** A destination as it is written, or printed: then its share stands first. */
const DESTINATION =
  /^(?:([\d.]+)\s*%\s+)?(\S+?)(?:\s+([^\s%]*[^\s%\d.][^\s%]*))?(?:\s+([\d.]+)\s*%)?$/;

/** Whether a text says where requests are to go, so that some destination may fit it. */
export function isDestinationText(text: string): boolean {
  const [, first, , , last] = DESTINATION.exec(text.trim()) ?? [undefined, '101'];
  return Number(first ?? last ?? 0) <= 100;
}

function isDestination(wanted: string, { target, share, ref }: Destination): boolean {
  const [, first, name = '', subset, last] = DESTINATION.exec(wanted.trim()) ?? [];
  const percent = first ?? last;
  if (percent !== undefined && Math.abs(share - Number(percent) / 100) >= ROUNDING) return false;
  const chosen = target.type === 'service' ? target.subset?.name : undefined;
  if (subset !== undefined && subset !== chosen) return false;
  switch (target.type) {
    case 'service':
      return isService(name, target.service, target.port, target.portName);
    case 'external':
      return name === target.host || name === `${target.host}:${target.port}`;
    case 'unresolved':
      return (
        name === ref ||
        (target.object !== undefined &&
          isService(name, target.object, Number(/:(\d+)$/.exec(ref)?.[1] ?? 0)))
      );
  }
}

function isService(wanted: string, service: ObjectRef, port: number, portName?: string): boolean {
  const [, host = '', wantedPort] = /^(.*?)(?::(\w[\w-]*))?$/.exec(wanted) ?? [];
  const [name, namespace] = host.replace(/\.svc(?:\.cluster\.local)?$/, '').split('.');
  return (
    name === service.name &&
    (namespace === undefined || namespace === service.namespace) &&
    (wantedPort === undefined || wantedPort === `${port}` || wantedPort === portName)
  );
}
