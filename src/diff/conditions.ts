import type { Authorization, AuthorizationRule } from '../model/authorization.ts';
import type { DataPlane, Modifiers, PathRewrite, Route } from '../model/exposure.ts';
import type { Match, NamedMatch, PathMatch, StringMatch } from '../model/match.ts';

/** All that an answer to requests for these rules is decided by, as matches: of the rules, and of what stands around them. */
export const conditionsOf = (
  routes: readonly Route[],
  planes: readonly DataPlane[],
): readonly Match[] => [
  ...routes.flatMap(ofRoute),
  ...planes.flatMap((it) => (it.authorization ?? []).flatMap(ofAuthorization)),
];

function ofRoute({ matches, modifiers, action }: Route): readonly Match[] {
  const destinations = action.type === 'forward' ? action.destinations : [];
  const guards = destinations.flatMap((it) => it.guard?.authorization ?? []);
  const rewrites = [
    modifiers.rewrite?.path,
    action.type === 'redirect' ? action.path : undefined,
    ...destinations.map((it) => it.modifiers?.rewrite?.path),
  ];
  const own = matches.length === 0 ? [{}] : matches;
  return [
    ...own,
    ...own.flatMap((it) => preflights(it, modifiers)),
    ...rewrites.flatMap(ofRewrite),
    ...guards.flatMap(ofAuthorization),
  ];
}

/** A preflight that a gateway answers itself (G12, N47). */
const preflights = (match: Match, { cors }: Modifiers): readonly Match[] =>
  cors === undefined
    ? []
    : [...cors.origins, PRESENT].map((origin) => ({
        ...match,
        method: { type: 'exact', value: 'OPTIONS' },
        headers: [
          ...(match.headers ?? []),
          { ...origin, name: 'origin' },
          { ...PRESENT, name: 'access-control-request-method' },
        ],
      }));

const PRESENT: StringMatch = { type: 'present', value: '' };

/** A rewrite by a pattern changes those paths alone in which it finds something. */
const ofRewrite = (rewrite: PathRewrite | undefined): readonly Match[] =>
  rewrite === undefined || (rewrite.type !== 'regex' && rewrite.type !== 'extract')
    ? []
    : [{ path: { type: 'regex-start', value: `.*(?:${rewrite.pattern})` } }];

/** Each way to meet a rule, and, for what must not be, each way not to. */
const MOST_WAYS = 60;

const ofAuthorization = ({ rules }: Authorization): readonly Match[] => rules.flatMap(ofRule);

function ofRule({ to, when }: AuthorizationRule): readonly Match[] {
  const operations: readonly Match[] =
    to.length === 0
      ? [{}]
      : to.flatMap(({ paths, methods }) =>
          either([...paths.values, ...paths.not]).flatMap((path) =>
            either([...methods.values, ...methods.not]).map((method) => ({
              ...(path !== undefined && { path: pathOf(path) }),
              ...(method !== undefined && { method: textOf(method) }),
            })),
          ),
        );
  const headers = when.flatMap(({ key, wanted }): readonly NamedMatch[] => {
    const name = /^request\.headers\[(.+)\]$/.exec(key)?.[1];
    return name === undefined
      ? []
      : [...wanted.values, ...wanted.not].map((it) => ({ name, ...textOf(it) }));
  });
  return operations
    .flatMap((it): readonly Match[] => [
      it,
      ...headers.map((header) => ({ ...it, headers: [header] })),
    ])
    .slice(0, MOST_WAYS);
}

const either = (values: readonly string[]): readonly (string | undefined)[] =>
  values.length === 0 ? [undefined] : values;

function textOf(wanted: string): StringMatch {
  if (wanted === '*') return PRESENT;
  if (wanted.startsWith('*')) return { type: 'suffix', value: wanted.slice(1) };
  if (wanted.endsWith('*')) return { type: 'prefix', value: wanted.slice(0, -1) };
  return { type: 'exact', value: wanted };
}

/** `{*}` is one segment, `{**}` any number of them. */
function pathOf(wanted: string): PathMatch {
  const text = textOf(wanted);
  if (text.type === 'suffix') return { type: 'regex', value: `.*${quoted(text.value)}` };
  if (wanted.includes('{*')) {
    const pattern = wanted
      .split(/(\{\*\*?\})/)
      .map((it) => (it === '{*}' ? '[^/]+' : it === '{**}' ? '.*' : quoted(it)));
    return { type: 'regex', value: pattern.join('') };
  }
  return text.type === 'prefix' || text.type === 'exact'
    ? { type: text.type, value: text.value }
    : { type: 'prefix', value: '/' };
}

const quoted = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
