import type { Match, NamedMatch, PathMatch, StringMatch } from '../../../model/match.ts';
import {
  asWritten,
  firstOfEachName,
  type GrpcMatch,
  type HttpMatch,
  ignoringCase,
} from './order.ts';

/** G7: a rule without matches takes everything below `/`. */
export const httpMatches = (matches: readonly HttpMatch[]): readonly HttpMatch[] =>
  matches.length === 0 ? [{ headers: [], queryParams: [] }] : matches;

export const grpcMatches = (matches: readonly GrpcMatch[]): readonly GrpcMatch[] =>
  matches.length === 0 ? [{ headers: [] }] : matches;

export function httpMatch({ path, method, headers, queryParams }: HttpMatch): Match {
  const named = firstOfEachName(headers, ignoringCase).map(namedMatch);
  const query = firstOfEachName(queryParams, asWritten).map(namedMatch);
  return {
    path: pathMatch(path),
    ...(method !== undefined && { method: { type: 'exact', value: method } }),
    ...(named.length > 0 && { headers: named }),
    ...(query.length > 0 && { query }),
  };
}

/** The API server fills in a prefix of `/` where there is no path; so that files give the same route, this does too. */
function pathMatch({ type = 'PathPrefix', value = '/' }: HttpMatch['path'] = {}): PathMatch {
  switch (type) {
    case 'Exact':
      return { type: 'exact', value };
    case 'RegularExpression':
      return { type: 'regex', value };
    default:
      return { type: 'segment-prefix', value };
  }
}

export function grpcMatch({ method, headers }: GrpcMatch): Match {
  const named = firstOfEachName(headers, ignoringCase).map(namedMatch);
  const text = (value: string): StringMatch => ({ type: textType(method?.type), value });
  return {
    ...((method?.service !== undefined || method?.method !== undefined) && {
      grpc: {
        ...(method.service !== undefined && { service: text(method.service) }),
        ...(method.method !== undefined && { method: text(method.method) }),
      },
    }),
    ...(named.length > 0 && { headers: named }),
  };
}

const textType = (type: string | undefined): 'exact' | 'regex' =>
  type === 'RegularExpression' ? 'regex' : 'exact';

const namedMatch = ({
  type,
  name,
  value = '',
}: {
  readonly type?: string;
  readonly name: string;
  readonly value?: string;
}): NamedMatch => ({ name, type: textType(type), value });
