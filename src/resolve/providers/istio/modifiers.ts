import type { HttpRoute, StringMatch } from '../../../inventory/shapes/istio.ts';
import type { Cors, Modifiers, PathRewrite } from '../../../model/exposure.ts';
import { asWritten } from './destinations.ts';
import { lowerHeaders } from './headers.ts';
import { lowerRetries } from './retries.ts';

/** What a rule does to a request besides where it sends it (N20, N21). */
export function lowerModifiers(spec: HttpRoute): Modifiers {
  const headers = lowerHeaders(spec.headers);
  const fault = lowerFault(spec.fault);
  const common: Modifiers = {
    ...(headers?.responseHeaders !== undefined && { responseHeaders: headers.responseHeaders }),
    ...(fault !== undefined && { fault }),
    ...(spec.corsPolicy !== undefined && { cors: lowerCors(spec.corsPolicy) }),
  };
  if (spec.redirect !== undefined || spec.directResponse !== undefined) return common;
  const path = lowerPathRewrite(spec.rewrite);
  // N20: rewrite.authority first, then the rule's headers.
  const authority = spec.rewrite?.authority ?? '';
  const host = authority === '' ? headers?.rewrite?.host : authority;
  const mirrors = lowerMirrors(spec);
  return {
    ...common,
    ...((path !== undefined || host !== undefined) && {
      rewrite: { ...(host !== undefined && { host }), ...(path !== undefined && { path }) },
    }),
    ...(headers?.requestHeaders !== undefined && { requestHeaders: headers.requestHeaders }),
    ...(mirrors.length > 0 && { mirrors }),
    ...(spec.timeout !== undefined && { timeout: spec.timeout }),
    retries: lowerRetries(spec.retries),
  };
}

function lowerPathRewrite(rewrite: HttpRoute['rewrite']): PathRewrite | undefined {
  const { uri = '', uriRegexRewrite } = rewrite ?? {};
  if (uriRegexRewrite !== undefined)
    return {
      type: 'regex',
      pattern: uriRegexRewrite.match ?? '',
      substitution: uriRegexRewrite.rewrite ?? '',
    };
  return uri === '' ? undefined : { type: 'replace-prefix', value: uri };
}

function lowerMirrors(spec: HttpRoute): NonNullable<Modifiers['mirrors']> {
  const { mirror, mirrorPercentage, mirrorPercent, mirrors } = spec;
  const first =
    mirror === undefined
      ? []
      : [
          {
            destination: asWritten(mirror),
            share:
              mirrorPercentage === undefined
                ? (mirrorPercent ?? 100) / 100
                : part(mirrorPercentage),
          },
        ];
  const others = mirrors.map(({ destination, percentage }) => ({
    destination: asWritten(destination),
    share: percentage === undefined ? 1 : part(percentage),
  }));
  // Where 0 is written, nothing is mirrored.
  return [...first, ...others].filter((it) => it.share > 0);
}

/** N21: without a percentage no request is touched. */
function lowerFault(fault: HttpRoute['fault']): Modifiers['fault'] {
  const { abort, delay } = fault ?? {};
  const status = abort?.httpStatus ?? GRPC_AS_HTTP.get(abort?.grpcStatus?.toUpperCase() ?? '');
  const aborted = part(abort?.percentage);
  const delayed =
    delay?.percentage === undefined ? (delay?.percent ?? 0) / 100 : part(delay.percentage);
  const result = {
    ...(status !== undefined && aborted > 0 && { abort: { share: aborted, status } }),
    ...(delay?.fixedDelay !== undefined &&
      delayed > 0 && { delay: { share: delayed, duration: delay.fixedDelay } }),
  };
  return Object.keys(result).length === 0 ? undefined : result;
}

const part = (percentage: { readonly value?: number } | undefined): number =>
  Math.min(Math.max((percentage?.value ?? 0) / 100, 0), 1);

/** What Envoy answers to a client that does not speak gRPC. */
const GRPC_AS_HTTP: ReadonlyMap<string, number> = new Map([
  ['OK', 200],
  ['CANCELLED', 499],
  ['UNKNOWN', 500],
  ['INVALID_ARGUMENT', 400],
  ['DEADLINE_EXCEEDED', 504],
  ['NOT_FOUND', 404],
  ['ALREADY_EXISTS', 409],
  ['PERMISSION_DENIED', 403],
  ['RESOURCE_EXHAUSTED', 429],
  ['FAILED_PRECONDITION', 400],
  ['ABORTED', 409],
  ['OUT_OF_RANGE', 400],
  ['UNIMPLEMENTED', 501],
  ['INTERNAL', 500],
  ['UNAVAILABLE', 503],
  ['DATA_LOSS', 500],
  ['UNAUTHENTICATED', 401],
]);

/** N47: the gateway answers a preflight itself, with 200. */
function lowerCors(policy: NonNullable<HttpRoute['corsPolicy']>): Cors {
  const { allowOrigins, allowOrigin, unmatchedPreflights } = policy;
  return {
    origins: allowOrigins.length > 0 ? allowOrigins.map(origin) : allowOrigin.map(exactOrigin),
    preflightStatus: 200,
    answersForeign: unmatchedPreflights === 'IGNORE',
  };
}

function origin({ exact, prefix, regex }: StringMatch): Cors['origins'][number] {
  if (exact !== undefined) return exactOrigin(exact);
  if (prefix !== undefined) return { type: 'prefix', value: prefix };
  return regex === undefined ? { type: 'present', value: '' } : { type: 'regex', value: regex };
}

/** Envoy reads an origin that is `*` as any. */
const exactOrigin = (value: string): Cors['origins'][number] =>
  value === '*' ? { type: 'present', value: '' } : { type: 'exact', value };
