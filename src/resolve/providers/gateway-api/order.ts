import type { GrpcRule, HttpRule } from '../../../inventory/shapes/gateway-api.ts';
import { by } from '../../../lib/order.ts';
import type { Controller } from './controller.ts';

export type HttpMatch = HttpRule['matches'][number];
export type GrpcMatch = GrpcRule['matches'][number];

/** What decides which match is tried first. */
export interface Precedence {
  /** 0 for an exact path, then prefixes and regular expressions. */
  readonly pathRank: number;
  readonly pathLength: number;
  /** HTTP: 1 where there is one. gRPC: its length. */
  readonly method: number;
  readonly headers: number;
  readonly queryParams: number;
  readonly created: string;
  readonly object: string;
  readonly rule: number;
  readonly match: number;
}

/**
 * G8, but for the host, which chooses before: exact path, longest prefix, method, most headers, most query parameters,
 * oldest, by name, first in its route.
 */
export const precedence = by<Precedence>(
  (it) => it.pathRank,
  (it) => -it.pathLength,
  (it) => -it.method,
  (it) => -it.headers,
  (it) => -it.queryParams,
  (it) => it.created,
  (it) => it.object,
  (it) => it.rule,
  (it) => it.match,
);

type Weights = Pick<Precedence, 'pathRank' | 'pathLength' | 'method' | 'headers' | 'queryParams'>;

export function httpWeights(
  { path, method, headers, queryParams }: HttpMatch,
  { regex }: Pick<Controller, 'regex'>,
): Weights {
  return {
    pathRank: rankOf(path?.type ?? 'PathPrefix', regex),
    // Of two exact paths that fit a request neither is longer.
    pathLength: path?.type === 'Exact' ? 0 : (path?.value ?? '/').length,
    method: method === undefined ? 0 : 1,
    headers: firstOfEachName(headers, ignoringCase).length,
    queryParams: firstOfEachName(queryParams, asWritten).length,
  };
}

/** The API leaves the place of regular expressions open. */
function rankOf(type: string, regex: Controller['regex']): number {
  switch (type) {
    case 'Exact':
      return 0;
    case 'RegularExpression':
      return regex === 'before-prefixes' ? 1 : 3;
    default:
      return 2;
  }
}

/**
 * G8: longest service, longest method, most headers. A match without both stands with the prefix `/`, for the
 * implementation that tries HTTP and gRPC rules of one host together.
 */
export const grpcWeights = ({ method, headers }: GrpcMatch): Weights => ({
  pathRank: method?.service === undefined && method?.method === undefined ? 2 : 0,
  pathLength: method?.service?.length ?? 0,
  method: method?.method?.length ?? 0,
  headers: firstOfEachName(headers, ignoringCase).length,
  queryParams: 0,
});

interface Named {
  readonly name?: string;
}

export const ignoringCase = (name: string): string => name.toLowerCase();
export const asWritten = (name: string): string => name;

/** G7: of several conditions with one name the first counts. */
export function firstOfEachName<T extends Named>(
  conditions: readonly T[],
  key: (name: string) => string,
): readonly (T & { readonly name: string })[] {
  const seen = new Set<string>();
  return conditions.filter((it): it is T & { readonly name: string } => {
    if (it.name === undefined || seen.has(key(it.name))) return false;
    seen.add(key(it.name));
    return true;
  });
}
