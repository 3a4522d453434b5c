import { sameData } from '../../lib/same.ts';
import { textMatches } from '../../match/request.ts';
import type { Match, NamedMatch, PathMatch, StringMatch } from '../../model/match.ts';

/** Whether every request that the narrow match takes is taken by the wide one too. Where that is not plain: no. */
export const covers = (wide: Match, narrow: Match): boolean =>
  pathCovers(wide.path, narrow.path) &&
  textCovers(wide.method, narrow.method) &&
  textCovers(wide.scheme, narrow.scheme) &&
  textCovers(wide.authority, narrow.authority) &&
  textCovers(wide.grpc?.service, narrow.grpc?.service) &&
  textCovers(wide.grpc?.method, narrow.grpc?.method) &&
  namedCovers(wide.headers, narrow.headers) &&
  namedCovers(wide.query, narrow.query) &&
  namedCovers(wide.cookies, narrow.cookies) &&
  namedCovers(wide.claims, narrow.claims) &&
  listCovers(wide.remoteIp, narrow.remoteIp) &&
  listCovers(wide.sni, narrow.sni);

/** An absent condition takes everything. */
function pathCovers(wide: PathMatch | undefined, narrow: PathMatch | undefined): boolean {
  if (wide === undefined || takesAnyPath(wide)) return true;
  if (narrow === undefined) return false;
  if (narrow.ignoreCase === true && wide.ignoreCase !== true) return false;
  if (sameData(wide, narrow)) return true;
  const [outer, inner] =
    wide.ignoreCase === true
      ? [wide.value.toLowerCase(), narrow.value.toLowerCase()]
      : [wide.value, narrow.value];
  switch (wide.type) {
    case 'exact':
      return narrow.type === 'exact' && outer === inner;
    case 'prefix':
      return isPlain(narrow) && inner.startsWith(outer);
    case 'segment-prefix':
      return (narrow.type === 'exact' || narrow.type === 'segment-prefix') && isBelow(inner, outer);
    case 'regex':
    case 'regex-start':
      return false;
  }
}

const isPlain = ({ type }: PathMatch): boolean =>
  type === 'exact' || type === 'prefix' || type === 'segment-prefix';

function isBelow(path: string, prefix: string): boolean {
  const bare = prefix.replace(/\/+$/, '');
  return path === bare || path.startsWith(`${bare}/`);
}

const takesAnyPath = ({ type, value }: PathMatch): boolean =>
  ((type === 'prefix' || type === 'segment-prefix') && (value === '/' || value === '')) ||
  ((type === 'regex' || type === 'regex-start') && value === '.*');

function textCovers(wide: StringMatch | undefined, narrow: StringMatch | undefined): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined) return false;
  if (wide.type === 'present' || sameText(wide, narrow)) return true;
  return narrow.type === 'exact' && narrow.ignoreCase !== true
    ? textMatches(wide, narrow.value) === true
    : wide.type === 'prefix' &&
        narrow.type === 'prefix' &&
        wide.ignoreCase === narrow.ignoreCase &&
        narrow.value.startsWith(wide.value);
}

const sameText = (a: StringMatch, b: StringMatch): boolean =>
  a.type === b.type && a.value === b.value && a.ignoreCase === b.ignoreCase;

/** Each of the wide one's conditions follows from one of the narrow one's. */
function namedCovers(
  wide: readonly NamedMatch[] | undefined,
  narrow: readonly NamedMatch[] | undefined,
): boolean {
  return (wide ?? []).every((outer) =>
    (narrow ?? []).some(
      (inner) =>
        inner.name.toLowerCase() === outer.name.toLowerCase() &&
        (sameData({ ...inner, name: '' }, { ...outer, name: '' }) ||
          (inner.not !== true && outer.not !== true && textCovers(outer, inner))),
    ),
  );
}

const listCovers = (
  wide: readonly string[] | undefined,
  narrow: readonly string[] | undefined,
): boolean =>
  wide === undefined ||
  wide.length === 0 ||
  (narrow !== undefined && narrow.length > 0 && narrow.every((it) => wide.includes(it)));

/** Keys under which a match that covers others is found by the paths of those: its own path, or any. */
export function widePathKey({ path }: Match): string {
  if (path === undefined || takesAnyPath(path)) return '';
  return `${isPlain(path) ? '' : 'regex '}${path.value.toLowerCase().replace(/(?<=.)\/+$/, '')}`;
}

/** Every key under which a match may stand that covers this one. */
export function* coveringKeys({ path }: Match): Generator<string> {
  yield '';
  if (path === undefined) return;
  const value = path.value.toLowerCase();
  if (!isPlain(path)) {
    yield `regex ${value.replace(/(?<=.)\/+$/, '')}`;
    return;
  }
  for (let end = 1; end <= value.length; end += 1) yield value.slice(0, end);
}
