import { refOf } from '../../../../inventory/read-object.ts';
import type { Reader } from '../../../../inventory/reader.ts';
import { compilePattern } from '../../../../match/pattern.ts';
import type { Caveat, Fact, Modifiers } from '../../../../model/exposure.ts';
import type { Match, PathMatch } from '../../../../model/match.ts';
import type { BackendRef, BackendTarget, RouteSeed } from '../../../provider.ts';
import { namespaceOf } from '../../../way-in/services.ts';
import { hasEndpoints, refOfBackend } from '../backends.ts';
import { nginxTarget } from './backend-port.ts';
import { type Decision, decisionsOf } from './canary.ts';
import { pathRewrite, rewrites } from './rewrite.ts';
import type { Location, NginxServer, Upstream } from './servers.ts';
import type { Settings } from './settings.ts';

export type BackendReader = Reader<'Service' | 'EndpointSlice'>;

type Seed = Omit<RouteSeed, 'action'>;

/** What a location does with requests that it is not to send to https first. */
export function locationRoutes(
  location: Location,
  server: NginxServer,
  fallback: BackendTarget | undefined,
  objects: BackendReader,
): readonly RouteSeed[] {
  const { settings } = location.of;
  const seed = seedOf(location, server);
  if (settings.denied !== undefined) return [deniedRoute(beforeAccess(seed), settings.denied)];
  if (settings.redirect !== undefined)
    return [
      {
        ...beforeAccess(seed),
        action: { type: 'redirect', query: 'drop', ...settings.redirect },
        ...(location.isDefault && { generated: 'default-backend' }),
      },
    ];
  if (location.upstream === undefined)
    return fallback?.type === 'service' ? [fallbackRoute(seed, fallback)] : [];
  return forwards(location, location.upstream, seed, objects);
}

function fallbackRoute(
  seed: Seed,
  target: Extract<BackendTarget, { readonly type: 'service' }>,
): RouteSeed {
  const ref = `${target.name}:${target.port ?? ''}`;
  return {
    ...seed,
    action: { type: 'forward', statuses: {}, to: [{ ref, weight: 1, share: 1, target }] },
  };
}

/** The controller refuses to serve a location whose annotations it cannot follow. */
const deniedRoute = (seed: Seed, message: string): RouteSeed => ({
  ...seed,
  action: { type: 'direct-response', status: 503 },
  judgement: {
    health: 'broken',
    reason: { type: 'other', message },
  },
});

/** What nginx answers before it asks who may: of what stands in its way only CORS comes first. */
export function beforeAccess({ modifiers, ...seed }: Seed): Seed {
  return modifiers?.cors === undefined ? seed : { ...seed, modifiers: { cors: modifiers.cors } };
}

const isOpen = ({ path, of }: Location): boolean =>
  of.settings.openPaths?.some((it) => path.startsWith(it)) === true;

export function seedOf(location: Location, server: NginxServer): Seed {
  const { of, rule, isDefault } = location;
  const object = refOf(of.ingress);
  const { rewriteHost, externalAuth, password, ...others } = of.settings.modifiers ?? {};
  const modifiers = isOpen(location)
    ? others
    : {
        ...others,
        ...(externalAuth !== undefined && { externalAuth }),
        ...(password !== undefined && { password }),
      };
  const path = pathRewrite(of.settings, location.path);
  const { forwardedPrefix } = of.settings;
  const rewrite: Modifiers['rewrite'] = {
    ...(rewriteHost !== undefined && { host: rewriteHost }),
    ...(path !== undefined && { path }),
  };
  return {
    entryPoint: object,
    object,
    rule: { index: rule.index, path: rule.field },
    // One Ingress may be the default of many hosts.
    ...(isDefault && { variant: ` ${server.host}`, generated: 'default-backend' as const }),
    ...(rule.field === 'spec.defaultBackend' && { generated: 'default-backend' as const }),
    hosts: [server.host, ...server.aliases],
    matches: matchesOf(location, server),
    modifiers: {
      ...modifiers,
      ...(Object.keys(rewrite).length > 0 && { rewrite }),
      ...(path !== undefined &&
        forwardedPrefix !== undefined && {
          requestHeaders: {
            set: [{ name: 'X-Forwarded-Prefix', value: forwardedPrefix }],
            add: [],
            remove: [],
          },
        }),
    },
    facts: of.settings.facts ?? [],
    caveats: [...(of.settings.caveats ?? []), ...pcre(location, server)],
  };
}

/** A path of `/` that is no regex takes everything. */
function matchesOf(location: Location, server: NginxServer): readonly Match[] {
  if (!server.regex && location.type === 'Prefix' && location.path === '/') return [];
  return [{ path: pathMatch(location, server) }];
}

function pathMatch({ path, type, of }: Location, { regex, locations }: NginxServer): PathMatch {
  const hasExact = locations.some((it) => it.path === path && it.type === 'Exact');
  // Beside an Exact one of the same path, a Prefix is left what lies below it, unless it is a regex itself.
  const isWhole = of.settings.useRegex === true || rewrites(of.settings, path);
  const below =
    type === 'Prefix' && hasExact && !isWhole && !path.endsWith('/') ? `${path}/` : path;
  if (regex) return { type: 'regex-start', value: below, ignoreCase: true };
  if (type === 'Exact') return { type: 'exact', value: path };
  return below.endsWith('/')
    ? { type: 'prefix', value: below }
    : { type: 'segment-prefix', value: path };
}

/** nginx has PCRE; what RE2 refuses cannot be judged here. */
const pcre = ({ path }: Location, { regex }: NginxServer): readonly Caveat[] =>
  regex && compilePattern(path) === undefined ? [{ type: 'implementation', what: 'pcre' }] : [];

function forwards(
  { of, rule }: Location,
  upstream: Upstream,
  seed: Seed,
  objects: BackendReader,
): readonly RouteSeed[] {
  const { settings } = of;
  const action = (to: readonly BackendRef[]): RouteSeed['action'] => ({
    type: 'forward',
    to,
    // kube-proxy refuses what has no endpoint at all, and drops what has none on the Node.
    statuses:
      settings.serviceUpstream === true
        ? { unresolved: 503, noEndpoint: 502, noLocalEndpoint: 504 }
        : { unresolved: 503, noEndpoint: 503 },
  });
  const main: BackendRef = {
    ref: refOfBackend(rule.backend),
    path: `${rule.field}${rule.field === 'spec.defaultBackend' ? '' : '.backend'}`,
    weight: 100,
    share: 1,
    target: nginxTarget(rule, objects),
    ...(settings.serviceUpstream === true && { dialsService: true }),
  };
  if (settings.refusesExternalNames === true && isExternalName(main, objects))
    return [{ ...seed, action: action([{ ...main, refused: NO_EXTERNAL_NAMES }]) }];
  // nginx balances what has an endpoint: without any it answers 503 itself, and looks for no canary.
  if (settings.serviceUpstream !== true && serves(upstream, objects) === false)
    return [
      {
        ...seed,
        action: action([
          defaultInstead(main, settings, rule, objects) ?? {
            ...main,
            // Endpoints that are on their way out still serve elsewhere, and not here.
            refused: { type: 'only-draining' },
          },
        ]),
      },
    ];
  const [alternative] = upstream.alternatives;
  if (alternative?.canary?.settings.canary === undefined)
    return [{ ...seed, action: action([main]) }];
  // Who has the session's cookie stays where it was given to him, with the main rule or its canary.
  const sticky: Caveat = { type: 'annotation', name: 'affinity' };
  const own =
    settings.sticky === true ? { ...seed, caveats: [...(seed.caveats ?? []), sticky] } : seed;
  return canaryRoutes(main, alternative, own, action, objects);
}

const NO_EXTERNAL_NAMES = {
  type: 'other',
  message: 'the controller runs with --disable-svc-external-name',
} as const;

function isExternalName({ target }: BackendRef, objects: Reader<'Service'>): boolean {
  if (target.type !== 'service') return false;
  const found = objects.get('Service', target.namespace, target.name);
  return found.type === 'found' && found.object.spec.type === 'ExternalName';
}

const serves = ({ path }: Upstream, objects: BackendReader): boolean | undefined => {
  const target = nginxTarget(path, objects);
  return target.type === 'service'
    ? hasEndpoints(target.namespace, target.name, target.port, objects)
    : undefined;
};

/** I13: where it has an endpoint itself. */
function defaultInstead(
  main: BackendRef,
  { defaultBackend: name }: Settings,
  { ingress }: Location['rule'],
  objects: BackendReader,
): BackendRef | undefined {
  if (name === undefined) return undefined;
  const namespace = namespaceOf(ingress);
  if (hasEndpoints(namespace, name, undefined, objects) !== true) return undefined;
  const found = objects.get('Service', namespace, name);
  const port = found.type === 'found' ? found.object.spec.ports[0] : undefined;
  return {
    ...main,
    ref: port?.port === undefined ? name : `${name}:${port.port}`,
    path: 'metadata.annotations',
    target: {
      type: 'service',
      namespace,
      name,
      ...(port?.port !== undefined && { port: port.port }),
    },
    facts: [{ name: 'default backend', value: `instead of ${main.ref}` }],
  };
}

/** I11, I14: requests that a header or cookie decides first, then shares by weight. */
function canaryRoutes(
  main: BackendRef,
  alternative: Upstream,
  seed: Seed,
  action: (to: readonly BackendRef[]) => RouteSeed['action'],
  objects: BackendReader,
): readonly RouteSeed[] {
  const { path } = alternative;
  const canary = alternative.canary?.settings.canary;
  const object = refOf(path.ingress);
  const fact: Fact = { name: 'canary', value: `${object.namespace ?? ''}/${object.name}`, object };
  const ref: BackendRef = {
    ref: refOfBackend(path.backend),
    weight: 100,
    share: 1,
    target: nginxTarget(path, objects),
    ...(alternative.canary?.settings.serviceUpstream === true && { dialsService: true }),
    facts: [fact],
  };
  if (canary === undefined) return [{ ...seed, action: action([main]) }];
  // A canary without an endpoint is no balancer of nginx's: the main rule takes its requests.
  if (serves(alternative, objects) === false)
    return [{ ...seed, action: action([main, { ...ref, weight: canary.weight, share: 0 }]) }];
  const { share, weight } = canary;
  const decided = decisionsOf(canary).map((it): RouteSeed =>
    it.to === 'canary'
      ? {
          ...withDecision(seed, it),
          entryPoint: object,
          object,
          rule: { index: path.index, path: path.field },
          caveats: [...(seed.caveats ?? []), ...pcreOf(canary.headerPattern)],
          action: action([ref]),
        }
      : { ...withDecision(seed, it), action: action([main]) },
  );
  const rest =
    share === 0
      ? [main]
      : [
          { ...main, weight: Math.max(0, Math.round(weight / share) - weight), share: 1 - share },
          { ...ref, weight, share },
        ];
  return [...decided, { ...seed, action: action(rest) }];
}

const pcreOf = (pattern: string | undefined): readonly Caveat[] =>
  pattern === undefined || compilePattern(pattern) !== undefined
    ? []
    : [{ type: 'implementation', what: 'pcre' }];

function withDecision(seed: Seed, { headers, cookies, variant }: Decision): Seed {
  const matches: readonly Match[] = seed.matches.length === 0 ? [{}] : seed.matches;
  return {
    ...seed,
    variant: `${seed.variant ?? ''}${variant} ${seed.hosts[0] ?? ''}`,
    matches: matches.map((it) => ({
      ...it,
      ...(headers !== undefined && { headers }),
      ...(cookies !== undefined && { cookies }),
    })),
  };
}
