import type { Filter } from '../../../inventory/shapes/gateway-api.ts';
import type {
  Caveat,
  Cors,
  Fact,
  HeaderChanges,
  Modifiers,
  PathRewrite,
  Redirect,
} from '../../../model/exposure.ts';
import { targetOf, written } from './backends.ts';
import { type AnyRoute, namespaceOf, type Objects } from './objects.ts';
import { firstOfEachName, ignoringCase } from './order.ts';

/** What the filters of a rule or a backendRef come to (G12). */
export interface Filtered {
  /** Ends the request. */
  readonly redirect?: NonNullable<Filter['requestRedirect']>;
  readonly modifiers: Modifiers;
  readonly facts: readonly Fact[];
  readonly caveats: readonly Caveat[];
}

export function filtered(route: AnyRoute, filters: readonly Filter[], objects: Objects): Filtered {
  const redirect = filters.find((it) => it.requestRedirect !== undefined)?.requestRedirect;
  const rewrite = filters.find((it) => it.urlRewrite !== undefined)?.urlRewrite;
  const request = filters.find((it) => it.requestHeaderModifier)?.requestHeaderModifier;
  const response = filters.find((it) => it.responseHeaderModifier)?.responseHeaderModifier;
  const cors = filters.find((it) => it.cors !== undefined)?.cors;
  const auth = filters.find((it) => it.externalAuth !== undefined)?.externalAuth;
  const mirrors = filters.flatMap((it) => mirrorOf(route, it, objects));
  const path = pathRewrite(rewrite?.path);
  return {
    ...(redirect !== undefined && { redirect }),
    modifiers: {
      ...(rewrite !== undefined && {
        rewrite: {
          ...(rewrite.hostname !== undefined && { host: rewrite.hostname }),
          ...(path !== undefined && { path }),
        },
      }),
      ...(request !== undefined && { requestHeaders: headerChanges(request) }),
      ...(response !== undefined && { responseHeaders: headerChanges(response) }),
      ...(mirrors.length > 0 && { mirrors }),
      ...(cors !== undefined && { cors: corsOf(cors) }),
      ...(auth?.backendRef !== undefined && { externalAuth: written(auth.backendRef) }),
    },
    facts: filters.flatMap((it) => lostMirror(route, it, objects)),
    caveats: filters.flatMap((it) => caveatsOf(route, it)),
  };
}

function pathRewrite(path: NonNullable<Filter['urlRewrite']>['path']): PathRewrite | undefined {
  switch (path?.type ?? '') {
    case 'ReplaceFullPath':
      return { type: 'replace-full', value: path?.replaceFullPath ?? '' };
    case 'ReplacePrefixMatch':
      return { type: 'replace-segments', value: path?.replacePrefixMatch ?? '' };
    default:
      return undefined;
  }
}

function headerChanges({
  set,
  add,
  remove,
}: NonNullable<Filter['requestHeaderModifier']>): HeaderChanges {
  const pairs = (list: typeof set): readonly { readonly name: string; readonly value: string }[] =>
    firstOfEachName(list, ignoringCase).map(({ name, value = '' }) => ({ name, value }));
  return { set: pairs(set), add: pairs(add), remove };
}

/** Of all requests, where neither a percentage nor a fraction is given. */
function mirrorOf(
  route: AnyRoute,
  { requestMirror: mirror }: Filter,
  objects: Objects,
): readonly { readonly destination: string; readonly share: number }[] {
  if (mirror?.backendRef === undefined || isLost(route, mirror.backendRef, objects)) return [];
  const { numerator = 0, denominator = 100 } = mirror.fraction ?? {};
  const share =
    mirror.fraction === undefined
      ? (mirror.percent ?? 100) / 100
      : numerator / Math.max(1, denominator);
  return [{ destination: written(mirror.backendRef), share }];
}

/** What cannot be mirrored is not; the request itself goes on. */
const lostMirror = (
  route: AnyRoute,
  { requestMirror: mirror }: Filter,
  objects: Objects,
): readonly Fact[] =>
  mirror?.backendRef !== undefined && isLost(route, mirror.backendRef, objects)
    ? [{ name: 'not mirrored', value: written(mirror.backendRef) }]
    : [];

const isLost = (
  route: AnyRoute,
  ref: NonNullable<NonNullable<Filter['requestMirror']>['backendRef']>,
  objects: Objects,
): boolean => targetOf(route, ref, objects).type === 'unresolved';

/** The gateway answers a preflight itself, one from a foreign origin as well. */
const corsOf = ({ allowOrigins }: NonNullable<Filter['cors']>): Cors => ({
  origins: allowOrigins.map(originOf),
  preflightStatus: 200,
  answersForeign: true,
});

/** `*` alone is any origin; in an origin it stands for any number of characters, dots included. */
function originOf(origin: string): Cors['origins'][number] {
  if (origin === '*') return { type: 'present', value: '' };
  if (!origin.includes('*')) return { type: 'exact', value: origin };
  const pattern = origin
    .split('*')
    .map((it) => it.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return { type: 'regex', value: pattern.join('.+') };
}

function caveatsOf(route: AnyRoute, { type, extensionRef }: Filter): readonly Caveat[] {
  if (extensionRef?.name !== undefined) {
    const { group = '', kind = '', name } = extensionRef;
    const object = { apiVersion: group, kind, namespace: namespaceOf(route.object), name };
    return [{ type: 'object', object }];
  }
  return type === undefined || KNOWN.has(type) ? [] : [{ type: 'assumed', what: `filter ${type}` }];
}

const KNOWN = new Set([
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestMirror',
  'RequestRedirect',
  'URLRewrite',
  'CORS',
  'ExternalAuth',
  'ExtensionRef',
]);

/** Where the request came in: what a redirect leaves out is taken from there. */
export interface Front {
  readonly port: number;
  readonly scheme: 'http' | 'https';
}

/** Whether the redirect is another one on another listener. */
export const needsFront = ({ scheme, port }: NonNullable<Filter['requestRedirect']>): boolean =>
  scheme === undefined || port !== undefined;

export function redirectOf(
  redirect: NonNullable<Filter['requestRedirect']>,
  front: Front,
): Redirect {
  const { scheme, hostname, path, statusCode = 302 } = redirect;
  const rewrite = pathRewrite(path);
  return {
    type: 'redirect',
    status: statusCode,
    ...(scheme !== undefined && { scheme }),
    ...(hostname !== undefined && { host: hostname }),
    port: redirectPort(redirect, front),
    ...(rewrite !== undefined && { path: rewrite }),
    query: 'keep',
  };
}

/** G12: without a port that of the scheme, else the listener's; a well-known one is left out of Location. */
function redirectPort(
  { scheme, port }: NonNullable<Filter['requestRedirect']>,
  front: Front,
): number | 'drop' {
  if (port === undefined && scheme !== undefined) return 'drop';
  const chosen = port ?? front.port;
  return isWellKnown(scheme ?? front.scheme, chosen) ? 'drop' : chosen;
}

const isWellKnown = (scheme: string, port: number): boolean =>
  (scheme === 'http' && port === 80) || (scheme === 'https' && port === 443);
