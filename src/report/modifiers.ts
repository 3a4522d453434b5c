import type { HeaderChanges, Modifiers, PathRewrite, Redirect } from '../model/exposure.ts';
import type {
  HeaderChangesReport,
  HeaderOperations,
  PathRewriteReport,
  RedirectReport,
  RewriteReport,
  RouteReport,
} from './contract.ts';

export const redirectReport = (redirect: Redirect): RedirectReport => ({
  status: redirect.status,
  ...(redirect.url !== undefined && { url: redirect.url }),
  ...(redirect.scheme !== undefined && { scheme: redirect.scheme }),
  ...(redirect.host !== undefined && { host: redirect.host }),
  ...(redirect.port !== undefined && { port: redirect.port }),
  ...(redirect.path !== undefined && { path: pathRewriteReport(redirect.path) }),
  query: redirect.query,
});

type Shared = Pick<RouteReport, 'rewrite' | 'headerChanges'>;
type OfRoute = Shared &
  Pick<
    RouteReport,
    'mirrors' | 'timeout' | 'retries' | 'fault' | 'allowSources' | 'denySources' | 'externalAuth'
  >;

export function routeModifiers(modifiers: Modifiers): OfRoute {
  const { mirrors, timeout, retries, fault, allowSources, denySources, externalAuth } = modifiers;
  return {
    ...sharedModifiers(modifiers),
    ...(mirrors !== undefined && {
      mirrors: mirrors.map(({ destination, share }) => ({ destination, share })),
    }),
    ...(timeout !== undefined && { timeout }),
    ...(retries !== undefined && { retries: retriesReport(retries) }),
    ...(fault !== undefined && { fault: faultReport(fault) }),
    ...(allowSources !== undefined && { allowSources }),
    ...(denySources !== undefined && { denySources }),
    ...(externalAuth !== undefined && { externalAuth }),
  };
}

/** What rules and destinations both may do. */
export function sharedModifiers(
  modifiers: Pick<Modifiers, 'rewrite' | 'requestHeaders' | 'responseHeaders'>,
): Shared {
  const { rewrite } = modifiers;
  const headerChanges = headerChangesReport(modifiers);
  return {
    ...(rewrite !== undefined && { rewrite: rewriteReport(rewrite) }),
    ...(headerChanges !== undefined && { headerChanges }),
  };
}

const rewriteReport = ({ host, path }: NonNullable<Modifiers['rewrite']>): RewriteReport => ({
  ...(host !== undefined && { host }),
  ...(path !== undefined && { path: pathRewriteReport(path) }),
});

function pathRewriteReport(path: PathRewrite): PathRewriteReport {
  switch (path.type) {
    case 'replace-full':
    case 'replace-prefix':
    case 'replace-segments':
      return { type: path.type, value: path.value };
    case 'regex':
    case 'extract':
      return {
        type: path.type,
        pattern: path.pattern,
        substitution: path.substitution,
        ...(path.ignoreCase === true && { ignoreCase: path.ignoreCase }),
      };
  }
}

function headerChangesReport({
  requestHeaders,
  responseHeaders,
}: Pick<Modifiers, 'requestHeaders' | 'responseHeaders'>): HeaderChangesReport | undefined {
  if (requestHeaders === undefined && responseHeaders === undefined) return undefined;
  return {
    ...(requestHeaders !== undefined && { request: operations(requestHeaders) }),
    ...(responseHeaders !== undefined && { response: operations(responseHeaders) }),
  };
}

const operations = ({ set, add, remove }: HeaderChanges): HeaderOperations => ({
  set: set.map(({ name, value }) => ({ name, value })),
  add: add.map(({ name, value }) => ({ name, value })),
  remove,
});

const retriesReport = ({
  attempts,
  perTryTimeout,
  on,
  isDefault,
}: NonNullable<Modifiers['retries']>): NonNullable<RouteReport['retries']> => ({
  ...(attempts !== undefined && { attempts }),
  ...(perTryTimeout !== undefined && { perTryTimeout }),
  ...(on !== undefined && { on }),
  ...(isDefault === true && { default: true }),
});

const faultReport = ({
  abort,
  delay,
}: NonNullable<Modifiers['fault']>): NonNullable<RouteReport['fault']> => ({
  ...(abort !== undefined && { abort: { share: abort.share, status: abort.status } }),
  ...(delay !== undefined && { delay: { share: delay.share, duration: delay.duration } }),
});
