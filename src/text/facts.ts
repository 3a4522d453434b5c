import { percent } from '../lib/percent.ts';
import type {
  Destination,
  Fact,
  HeaderChanges,
  Modifiers,
  PathRewrite,
  Route,
  TrafficPolicy,
} from '../model/exposure.ts';
import { refName } from './object-ref.ts';
import { printable } from './printable.ts';

/** What is worth showing of a rule besides where it goes: a name and a value each, printable. */
export const routeFacts = ({ modifiers, facts }: Pick<Route, 'modifiers' | 'facts'>) => [
  ...modifierFacts(modifiers),
  ...facts.map(printableFact),
];

/** What the data plane does of itself, where nobody wrote otherwise. */
export const defaultFacts = ({ modifiers: { retries } }: Pick<Route, 'modifiers'>) =>
  some('retries', retries?.isDefault === true ? [...retryParts(retries), 'by default'] : []);

/** Of a destination: its policies, and what it does to requests on its own account. */
export const destinationFacts = ({
  policy,
  modifiers,
  waypoint,
  facts,
}: Destination): readonly Fact[] => [
  ...some('waypoint', waypoint === undefined ? [] : [refName(waypoint)]),
  ...(policy === undefined ? [] : policyFacts(policy)),
  ...modifierFacts(modifiers ?? {}),
  ...facts.map(printableFact),
];

export const printableFact = ({ name, value, object }: Fact): Fact => ({
  name: printable(name),
  value: printable(value),
  ...(object !== undefined && { object }),
});

function modifierFacts(modifiers: Modifiers): readonly Fact[] {
  const { rewrite, requestHeaders, responseHeaders, mirrors, timeout, retries, fault } = modifiers;
  return [
    ...some('rewrite', rewrite === undefined ? [] : rewriteParts(rewrite)),
    ...some('request headers', headerParts(requestHeaders)),
    ...some('response headers', headerParts(responseHeaders)),
    ...some(
      'mirror',
      (mirrors ?? []).map(({ destination, share }) => `${percent(share)} to ${destination}`),
    ),
    ...some('timeout', timeout === undefined ? [] : [timeout]),
    ...some(
      'retries',
      retries === undefined || retries.isDefault === true ? [] : retryParts(retries),
    ),
    ...some('fault', fault === undefined ? [] : faultParts(fault)),
    ...some('CORS', modifiers.cors === undefined ? [] : corsParts(modifiers.cors)),
    ...some('only from', modifiers.allowSources ?? []),
    ...some('not from', modifiers.denySources ?? []),
    ...some('asks for', modifiers.password === undefined ? [] : ['a password']),
    ...some('asks for leave', modifiers.externalAuth === undefined ? [] : [modifiers.externalAuth]),
  ];
}

const some = (name: string, parts: readonly string[]): readonly Fact[] =>
  parts.length === 0 ? [] : [{ name, value: printable(parts.join(', ')) }];

const rewriteParts = ({ host, path }: NonNullable<Modifiers['rewrite']>): readonly string[] => [
  ...(host === undefined ? [] : [`host becomes ${host}`]),
  ...(path === undefined ? [] : [describePathRewrite(path)]),
];

/** What becomes of the path; its values as they are written. */
export function describePathRewrite(path: PathRewrite): string {
  switch (path.type) {
    case 'replace-full':
      return `path becomes ${path.value}`;
    case 'replace-prefix':
    case 'replace-segments':
      return `the path's prefix becomes ${path.value === '' ? 'nothing' : path.value}`;
    case 'regex':
      return `in the path ${path.pattern} becomes ${path.substitution}`;
    case 'extract':
      return `path ${path.pattern} becomes ${path.substitution}`;
  }
}

const headerParts = (changes: HeaderChanges | undefined): readonly string[] => [
  ...(changes?.set ?? []).map(({ name, value }) => `${name}: ${value}`),
  ...(changes?.add ?? []).map(({ name, value }) => `+ ${name}: ${value}`),
  ...(changes?.remove ?? []).map((name) => `- ${name}`),
];

const retryParts = ({
  attempts,
  perTryTimeout,
  on,
}: NonNullable<Modifiers['retries']>): readonly string[] => [
  ...(attempts === undefined ? [] : [attempts > 0 ? `${attempts} more` : 'none']),
  ...(perTryTimeout === undefined ? [] : [`${perTryTimeout} each`]),
  ...(on === undefined ? [] : [`on ${on}`]),
];

const faultParts = ({ abort, delay }: NonNullable<Modifiers['fault']>): readonly string[] => [
  ...(abort === undefined ? [] : [`${percent(abort.share)} get ${abort.status}`]),
  ...(delay === undefined ? [] : [`${percent(delay.share)} wait ${delay.duration}`]),
];

const corsParts = ({ origins }: NonNullable<Modifiers['cors']>): readonly string[] =>
  origins.map(({ type, value, written }) => {
    if (written !== undefined) return written;
    switch (type) {
      case 'exact':
        return value;
      case 'prefix':
        return `${value}*`;
      case 'suffix':
        return `*${value}`;
      case 'regex':
        return `~ ${value}`;
      case 'present':
        return '*';
    }
  });

function policyFacts(policy: TrafficPolicy): readonly Fact[] {
  const { object, loadBalancer, connectionPool, outlierDetection, tls } = policy;
  return [
    ...some('load balancer', loadBalancer === undefined ? [] : [loadBalancer]),
    ...some('connection pool', leaves(connectionPool ?? {})),
    ...some('outlier detection', leaves(outlierDetection ?? {})),
    ...some(
      'TLS',
      tls === undefined ? [] : [tls.sni === undefined ? tls.mode : `${tls.mode}, SNI ${tls.sni}`],
    ),
    ...policy.facts.map(printableFact),
  ].map((it) => ({ object, ...it }));
}

/** `tcp.maxConnections 100`, for each value that is no object itself. */
function leaves(value: Readonly<Record<string, unknown>>, path = ''): readonly string[] {
  return Object.entries(value).flatMap(([key, it]) => {
    const name = `${path}${key}`;
    return isRecord(it) ? leaves(it, `${name}.`) : [`${name} ${scalar(it)}`];
  });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const scalar = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
