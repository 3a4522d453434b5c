import type { Match, NamedMatch, PathMatch, StringMatch } from '../model/match.ts';
import { printable } from './printable.ts';

/**
 * What a path condition takes: `= /login` this path, `/static*` what begins so, `/v2/*` this path and what lies under
 * it, `~ …` a regular expression.
 */
export function describePath(path: PathMatch): string {
  return `${printable(bare(path))}${path.ignoreCase === true ? ' (any case)' : ''}`;
}

function bare({ type, value }: PathMatch): string {
  switch (type) {
    case 'exact':
      return `= ${value}`;
    case 'prefix':
      return `${value}*`;
    case 'segment-prefix':
      return `${value.replace(/\/$/, '')}/*`;
    case 'regex':
      return `~ ^${value}$`;
    case 'regex-start':
      return `~ ^${value}`;
  }
}

/** A value's condition behind the name it is for: ` = jason`, ` = ja*`. */
export function describeString(condition: StringMatch): string {
  const { type, value, ignoreCase } = condition;
  const suffix = ignoreCase === true ? ' (any case)' : '';
  switch (type) {
    case 'exact':
      return `${printable(value)}${suffix}`;
    case 'prefix':
      return `${printable(value)}*${suffix}`;
    case 'suffix':
      return `*${printable(value)}${suffix}`;
    case 'regex':
      return `~ ${printable(value)}${suffix}`;
    case 'present':
      return '*';
  }
}

/** Its parts, all of which must hold. None: it takes everything. */
function matchParts(match: Match): readonly string[] {
  const { path, method, scheme, authority, grpc, remoteIp, sni, port } = match;
  return [
    ...(path === undefined ? [] : [describePath(path)]),
    ...(grpc === undefined ? [] : [describeGrpc(grpc)]),
    ...(method === undefined ? [] : [describeString(method)]),
    ...(scheme === undefined ? [] : [`scheme ${describeString(scheme)}`]),
    ...(authority === undefined ? [] : [`host ${describeString(authority)}`]),
    ...(match.headers ?? []).map((it) => named(it, `${printable(it.name)}: `)),
    ...(match.query ?? []).map((it) => named(it, `?${printable(it.name)}=`)),
    ...(match.cookies ?? []).map((it) => named(it, `cookie ${printable(it.name)}=`)),
    ...(match.claims ?? []).map((it) => named(it, `claim ${printable(it.name)}=`)),
    ...(remoteIp === undefined ? [] : [`from ${printable(remoteIp.join(', '))}`]),
    ...(sni === undefined ? [] : [`SNI ${printable(sni.join(', '))}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
  ];
}

const named = (condition: NamedMatch, name: string): string =>
  `${condition.not === true ? 'not ' : ''}${name}${describeString(condition)}`;

const describeGrpc = ({ service, method }: NonNullable<Match['grpc']>): string =>
  `grpc ${service === undefined ? '*' : describeString(service)}/${method === undefined ? '*' : describeString(method)}`;

export const ANYTHING = '*';

/** `= /login  end-user: jason`; `*` for what takes everything. */
export const describeMatch = (match: Match): string => matchParts(match).join('  ') || ANYTHING;

/** `= /productpage | = /login`; `*` where there is no condition. */
export const describeMatches = (matches: readonly Match[]): string =>
  matches.map(describeMatch).join(' | ') || ANYTHING;
