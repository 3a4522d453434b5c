import type { Destination, Exposure, Route } from '../../src/model/exposure.ts';
import type { ObjectRef } from '../../src/model/object-ref.ts';
import type { Trace } from '../../src/model/trace.ts';
import { describeCaveat } from '../../src/text/trace-words.ts';
import { parseRequest } from '../../src/trace/request.ts';
import { createTracer } from '../../src/trace/trace.ts';
import type { World } from './world.ts';

/** A row of requests.yaml: what is asked, and what of the answer is compared. */
export interface RequestCase {
  /** `[METHOD] URL` */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sni?: string;
  readonly via?: string;
  readonly address?: string;
  readonly outcome?: string;
  readonly to?: readonly string[];
  readonly rule?: string;
  readonly status?: number;
  readonly failureShare?: number;
  readonly redirect?: string;
  readonly rewrite?: { readonly host?: string; readonly path?: string };
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** `none` where there is an answer, or nothing at all comes. */
  readonly connection?: string;
  /** Rule (`namespace/name#index`) or object → type of the reason. Others may have been ruled out as well. */
  readonly rejected?: Readonly<Record<string, string>>;
  readonly dependsOn?: readonly string[];
  readonly entryPoint?: string;
  readonly alternatives?: readonly string[];
  readonly branches?: readonly string[];
  /** Why the answer may differ, in words. */
  readonly caveats?: readonly string[];
  readonly retries?: Route['modifiers']['retries'];
}

const ASKED = new Set(['request', 'headers', 'sni', 'via', 'address']);

export function expectedOf(row: RequestCase): Readonly<Record<string, unknown>> {
  const { rejected, ...rest } = row;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => !ASKED.has(key))),
    ...(rejected !== undefined && { rejected }),
  };
}

/** The same keys as the row has, as the trace answers them. */
export function seenIn({ exposure }: World, row: RequestCase): Readonly<Record<string, unknown>> {
  const trace = traceOf(row, exposure);
  const { name } = namesIn(exposure);
  const answers: { readonly [K in keyof RequestCase]-?: () => unknown } = {
    request: () => row.request,
    headers: () => row.headers,
    sni: () => row.sni,
    via: () => row.via,
    address: () => row.address,
    outcome: () => trace.outcome,
    to: () => trace.destinations.map((it, index) => wordFor(it, row.to?.[index] ?? '')),
    rule: () => (trace.route === undefined ? undefined : ruleName(trace.route)),
    status: () => trace.expectedStatus ?? trace.redirect?.status,
    failureShare: () => rounded(trace.failureShare),
    redirect: () => trace.redirect?.url,
    rewrite: () => trace.rewrite,
    requestHeaders: () => joined(trace.requestHeaders ?? []),
    connection: () => trace.connection ?? 'none',
    rejected: () => rejectedOf(trace, row.rejected ?? {}),
    dependsOn: () => trace.dependsOn.map((it) => it.type),
    caveats: () =>
      trace.notes.flatMap((it) => (it.type === 'caveat' ? [describeCaveat(it.caveat)] : [])),
    entryPoint: () => (trace.entryPoint === undefined ? undefined : name(trace.entryPoint)),
    alternatives: () => trace.alternatives.map((it) => name(it.entryPoint)),
    branches: () => trace.branches.map((it) => it.outcome),
    retries: () => trace.route?.modifiers.retries,
  };
  const keys = Object.keys(row).filter((it): it is keyof RequestCase => !ASKED.has(it));
  return Object.fromEntries(keys.map((key) => [key, answers[key]()]));
}

function traceOf(row: RequestCase, exposure: Exposure): Trace {
  const words = row.request.trim().split(/\s+/);
  const [url = '', method] = words.toReversed();
  const parsed = parseRequest(
    {
      url,
      ...(method !== undefined && { method }),
      headers: Object.entries(row.headers ?? {}).map(([key, value]) => `${key}: ${value}`),
      ...(row.sni !== undefined && { sni: row.sni }),
      ...(row.via !== undefined && { via: row.via }),
      ...(row.address !== undefined && { address: row.address }),
    },
    exposure.entryPoints,
  );
  if ('problem' in parsed) throw new Error(`${row.request}: ${JSON.stringify(parsed.problem)}`);
  return createTracer(exposure)(parsed.value);
}

/** Several of one name are one, joined by commas (RFC 9110, 5.3), under the name that came last. */
function joined(headers: NonNullable<Trace['requestHeaders']>): Readonly<Record<string, string>> {
  const byName = new Map<string, { readonly name: string; readonly value: string }>();
  for (const { name, value } of headers) {
    const known = byName.get(name.toLowerCase());
    byName.set(name.toLowerCase(), {
      name,
      value: known === undefined ? value : `${known.value},${value}`,
    });
  }
  return Object.fromEntries([...byName.values()].map((it) => [it.name, it.value]));
}

const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

const objectName = ({ namespace, name }: ObjectRef): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

const ruleName = (route: {
  readonly object: ObjectRef;
  readonly rule: { readonly index: number };
}): string => `${objectName(route.object)}#${route.rule.index}`;

function namesIn({ entryPoints }: Exposure) {
  const objects = new Map(entryPoints.map((it) => [it.id, it.object]));
  return {
    name: (id: Exposure['entryPoints'][number]['id']): string => {
      const object = objects.get(id);
      return object === undefined ? id : objectName(object);
    },
  };
}

/** In as many words as the row uses: a subset and a share are told only where it tells them. */
function wordFor(destination: Destination, expected: string): string {
  const { target } = destination;
  const parts = [targetName(destination)];
  const words = expected.split(' ').slice(1);
  if (
    target.type === 'service' &&
    target.subset !== undefined &&
    words.some((it) => !/^[\d.]+$/.test(it))
  )
    parts.push(target.subset.name);
  if (words.some((it) => /^[\d.]+$/.test(it))) parts.push(String(rounded(destination.share)));
  return parts.join(' ');
}

function targetName({ target, ref }: Destination): string {
  switch (target.type) {
    case 'service': {
      const { namespace = 'default', name } = target.service;
      return `${name}${namespace === 'default' ? '' : `.${namespace}`}:${target.port}`;
    }
    case 'external':
      return target.port === undefined ? target.host : `${target.host}:${target.port}`;
    case 'unresolved':
      return `${ref} (${target.because})`;
  }
}

function rejectedOf(
  { rejected }: Trace,
  wanted: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  const reasons = new Map<string, string>();
  for (const { object, rule, reason } of rejected) {
    const key = rule === undefined ? objectName(object) : `${objectName(object)}#${rule.index}`;
    if (!reasons.has(key)) reasons.set(key, reason.type);
  }
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, reasons.get(key)]));
}
