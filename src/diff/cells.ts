import { normalizePath, pathMatcher } from '../match/path.ts';
import { namedMatches } from '../match/request.ts';
import type { Proxy } from '../model/exposure.ts';
import type { Match, NamedMatch, PathMatch, StringMatch } from '../model/match.ts';
import { pathCells, textCells, UNNAMED } from './values.ts';

/** What a request says, as far as conditions ask. */
export interface Draft {
  readonly path: string;
  /** What was chosen for each question that was asked; undefined: it is left out. */
  readonly chosen: ReadonlyMap<string, string | undefined>;
}

/**
 * A request of each cell into which the matches cut all requests of one host. The path is chosen first, and with each
 * choice the matches fall away that it rules out: what only they ask is not asked any more, and nothing is lost by that.
 */
export function* cells(
  matches: readonly Match[],
  { proxies, authority }: { readonly proxies: readonly Proxy[]; readonly authority: string },
): Generator<Draft> {
  const paths = pathCells(matches.flatMap(pathsOf), proxies);
  const takes = matches.map((it) => pathsOf(it).map(pathMatcher));
  for (const path of paths) {
    const seen = proxies.map((proxy) => normalizePath(path, { proxy }));
    const live = matches.filter((_, index) =>
      seen.some((it) => takes[index]?.every((matcher) => matcher(it) === true)),
    );
    yield* below(live, { path, chosen: new Map() }, authority);
  }
}

/** gRPC's service and method stand in the path. */
const pathsOf = ({ path, grpc }: Match): readonly PathMatch[] => [
  ...(path === undefined ? [] : [path]),
  ...(grpc === undefined
    ? []
    : [{ type: 'regex' as const, value: `/${part(grpc.service)}/${part(grpc.method)}` }]),
];

function part(wanted: StringMatch | undefined): string {
  if (wanted === undefined || wanted.type === 'present') return '[^/]+';
  if (wanted.type === 'regex') return `(?:${wanted.value})`;
  const text = wanted.value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return wanted.type === 'prefix'
    ? `${text}[^/]*`
    : wanted.type === 'suffix'
      ? `[^/]*${text}`
      : text;
}

function* below(live: readonly Match[], draft: Draft, authority: string): Generator<Draft> {
  const question = live.flatMap(questionsOf).find((it) => !draft.chosen.has(it.key));
  if (question === undefined) {
    yield draft;
    return;
  }
  const { key } = question;
  const asked = live.map((it) => questionsOf(it).filter((other) => other.key === key));
  const wanted = asked.flat().map((it) => it.wanted);
  for (const value of valuesFor(key, wanted, authority)) {
    const still = live.filter((_, index) =>
      (asked[index] ?? []).every((it) => namedMatches(it.wanted, value) === true),
    );
    yield* below(still, { ...draft, chosen: new Map(draft.chosen).set(key, value) }, authority);
  }
}

/** `method`, `authority`, `header x`, `query x`, `cookie x`. */
interface Question {
  readonly key: string;
  readonly wanted: NamedMatch;
}

function questionsOf({ method, authority, headers, query, cookies }: Match): readonly Question[] {
  return [
    ...ask('method', method),
    ...ask('authority', authority),
    ...(headers ?? []).map((wanted) => ({ key: headerKey(wanted.name.toLowerCase()), wanted })),
    ...(query ?? []).map((wanted) => ({ key: `query ${wanted.name}`, wanted })),
    ...(cookies ?? []).map((wanted) => ({ key: `cookie ${wanted.name}`, wanted })),
  ].filter((it) => !FIXED.has(it.key));
}

const ask = (key: string, wanted: StringMatch | undefined): readonly Question[] =>
  wanted === undefined ? [] : [{ key, wanted: { name: key, ...wanted } }];

/** HTTP/2's names for what is no header. */
function headerKey(name: string): string {
  if (name === ':method') return 'method';
  return name === ':authority' || name === 'host' ? 'authority' : `header ${name}`;
}

/** Chosen already, with the path and the URL. */
const FIXED = new Set(['header :path', 'header :scheme']);

function valuesFor(
  key: string,
  wanted: readonly NamedMatch[],
  authority: string,
): readonly (string | undefined)[] {
  switch (key) {
    case 'method':
      return textCells(wanted, METHODS).filter((it) => it !== '');
    case 'authority':
      return textCells(wanted, [authority]).filter((it) => sameHost(it, authority));
    default:
      return [undefined, ...textCells(wanted, [UNNAMED], ODD).filter((it) => !/[\r\n]/.test(it))];
  }
}

const METHODS = ['GET', 'POST', 'DELETE', 'PATCH', 'PUT', 'OPTIONS', 'HEAD'];

/** For patterns that take each plain word. */
const ODD = ['0', '-', ''];

/** Another name would come to another virtual host. */
const sameHost = (a: string, b: string): boolean =>
  a.replace(/:\d+$/, '').toLowerCase() === b.replace(/:\d+$/, '').toLowerCase();
