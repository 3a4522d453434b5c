import type { Ingress, Service } from '../../../inventory/kinds.ts';
import { refOf } from '../../../inventory/read-object.ts';
import type { Reader } from '../../../inventory/reader.ts';
import { groupBy } from '../../../lib/group.ts';
import { by } from '../../../lib/order.ts';
import type { Caveat } from '../../../model/exposure.ts';
import type { Match, PathMatch } from '../../../model/match.ts';
import type {
  DataPlaneListenerSeed,
  DataPlaneSeed,
  RouteSeed,
  VirtualHostSeed,
} from '../../provider.ts';
import { namespaceOf } from '../../way-in/services.ts';
import { flagOf } from './annotations.ts';
import {
  defaultOf,
  hostOf,
  type IngressPath,
  pathsOf,
  refOfBackend,
  targetOf,
} from './backends.ts';
import { externalPorts, type Served } from './controllers.ts';
import { entryPointOf } from './entry-points.ts';
import { type Dialect, UNKNOWN } from './profiles.ts';

type Reads = 'Secret' | 'Service';

/** Every controller but ingress-nginx: the API as it is written, with the choices that its dialect makes. */
export function genericDataPlane(served: Served, objects: Reader<Reads>): DataPlaneSeed {
  const { controller, ingresses } = served;
  const dialect = asStarted(controller.profile?.dialect ?? UNKNOWN, controller);
  const opens = (ingress: Ingress, port: number): boolean =>
    controller.profile?.external === undefined || externalPorts(ingress).includes(port);
  const ordered = ingresses.toSorted(
    by(
      (it) => it.metadata.creationTimestamp ?? '',
      (it) => namespaceOf(it),
      (it) => it.metadata.name,
    ),
  );
  const http = ordered.filter((it) => opens(it, 80));
  const https = ordered.filter(
    (it) => opens(it, 443) && (dialect.anyHostOnTls || it.spec.tls.length > 0),
  );
  const lowering = { dialect, objects, made: new Map<string, RouteSeed>() };
  return {
    id: controller.id,
    name: controller.name,
    proxy: dialect.proxy,
    ...(dialect.paths !== undefined && { paths: dialect.paths }),
    servedBy: controller.servedBy,
    listeners: [
      ...listener(80, 'none', http, hostsOf(http, { ...lowering, scheme: 'http' })),
      ...listener(443, 'terminate', https, hostsOf(https, { ...lowering, scheme: 'https' })),
    ],
    entryPoints: ordered.map((it) =>
      entryPointOf(
        it,
        {
          ...served.partsOf(it),
          ...(opens(it, 80) && { http: 80 }),
          ...(opens(it, 443) && { https: 443 }),
          secrets: dialect.secrets,
          facts: shownAnnotations(it, dialect).map(([name, value]) => ({ name, value })),
        },
        objects,
      ),
    ),
    ...(controller.profile === undefined && {
      caveats: [{ type: 'implementation', what: 'unknown-controller' }],
    }),
  };
}

/** A plain prefix is what it does of itself: unless it is told otherwise. */
function asStarted(dialect: Dialect, { arg }: Served['controller']): Dialect {
  const { strictPrefixFlag: flag } = dialect;
  if (flag === undefined || flagOf(arg(flag)) !== true) return dialect;
  const { strictPrefixFlag: _, ...strict } = dialect;
  return { ...strict, specificPath: 'segment-prefix' };
}

function listener(
  port: number,
  tls: 'none' | 'terminate',
  [first]: readonly Ingress[],
  virtualHosts: readonly VirtualHostSeed[],
): readonly DataPlaneListenerSeed[] {
  if (first === undefined || virtualHosts.length === 0) return [];
  return [
    {
      port,
      transport: 'tcp',
      servers: [
        {
          entryPoint: refOf(first),
          tls,
          sni: tls === 'none' ? [] : ['*'],
          protocol: 'http',
          otherHostStatus: 404,
          wildcard: 'one-label',
          virtualHosts,
          otherwise: 404,
        },
      ],
    },
  ];
}

/** What is the same for all rules of a listener. */
interface Lowering {
  readonly dialect: Dialect;
  readonly objects: Reader<Reads>;
  readonly scheme: 'http' | 'https';
  /** One route for all the hosts that it serves. */
  readonly made: Map<string, RouteSeed>;
}

/** I4, I6: Ingresses of one host add up; I7: the default backend takes what no rule takes, of any host. */
function hostsOf(ingresses: readonly Ingress[], lowering: Lowering): readonly VirtualHostSeed[] {
  const { dialect, scheme } = lowering;
  const paths = ingresses
    .flatMap(pathsOf)
    .filter((it) => scheme === 'http' || isSecured(it, dialect));
  const fallback = ingresses.map(defaultOf).find((it) => it !== undefined);
  const byHost = groupBy(paths, (it) => it.host);
  if (fallback !== undefined && !byHost.has('*')) byHost.set('*', []);
  const first = paths[0] ?? fallback;
  if (first === undefined) return [];
  return [...byHost].map(([host, list]) => {
    const ordered =
      dialect.longestRuleFirst === undefined
        ? list.toSorted(longestPathFirst)
        : paths
            .filter((it) => takesHost(it.host, host))
            .toSorted(longestRuleFirst(dialect.longestRuleFirst));
    const all = fallback === undefined ? ordered : [...ordered, fallback];
    return {
      host,
      entryPoint: refOf((list[0] ?? fallback ?? first).ingress),
      routes: all.map((it) => routeOf(it, lowering)),
    };
  });
}

/** I5: where lengths are equal Exact wins over Prefix, and then the older. */
const longestPathFirst = by<IngressPath>(
  (it) => -it.path.length,
  (it) => (it.type === 'Exact' ? 0 : 1),
  (it) => it.ingress.metadata.creationTimestamp ?? '',
);

/** What a pattern takes of all that another one does. */
const takesHost = (pattern: string, host: string): boolean =>
  pattern === host ||
  pattern === '*' ||
  (pattern.startsWith('*.') && !host.startsWith('*') && host.replace(/^[^.]+/, '*') === pattern);

/** Its priority, where it has one; else its length in the words of Traefik's rules. */
const longestRuleFirst = ({ priority }: NonNullable<Dialect['longestRuleFirst']>) =>
  by<IngressPath>(
    (it) => -(Number(it.ingress.metadata.annotations[priority] ?? 0) || ruleOf(it).length),
    (it) => it.ingress.metadata.creationTimestamp ?? '',
  );

function ruleOf({ host, path, type }: IngressPath): string {
  const ofPath = `${type === 'Exact' ? 'Path' : 'PathPrefix'}("${path}")`;
  if (host === '*') return ofPath;
  const pattern = host.replaceAll('.', String.raw`\.`).replace(/^\*/, '[a-zA-Z0-9-]+');
  const ofHost = host.startsWith('*') ? `HostRegexp("^${pattern}$")` : `Host("${host}")`;
  return `${ofHost} && ${ofPath}`;
}

/** On https: what `tls` names, or everything where the controller has a certificate of its own. */
function isSecured({ ingress, host }: IngressPath, { anyHostOnTls }: Dialect): boolean {
  if (anyHostOnTls) return true;
  return ingress.spec.tls.some(
    (it) => it.hosts.length === 0 || it.hosts.some((name) => covers(name.toLowerCase(), host)),
  );
}

const covers = (name: string, host: string): boolean =>
  name === host || (name.startsWith('*.') && host.replace(/^[^.]+/, '*') === name);

function routeOf(it: IngressPath, { dialect, objects, scheme, made }: Lowering): RouteSeed {
  const toHttps = scheme === 'http' && dialect.httpsRedirect !== undefined && hasTls(it);
  const object = refOf(it.ingress);
  const key = `${object.namespace ?? ''}/${object.name}#${it.index}${toHttps ? ' https' : ''}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const seed = {
    entryPoint: object,
    object,
    rule: { index: it.index, path: it.field },
    hosts: [it.host],
    matches: matchesOf(it, dialect),
    caveats: caveatsOf(it, dialect, objects),
    ...(it.field === 'spec.defaultBackend' && { generated: 'default-backend' as const }),
  };
  const route: RouteSeed = toHttps
    ? {
        ...seed,
        variant: ' https',
        generated: 'https-redirect',
        action: {
          type: 'redirect',
          status: dialect.httpsRedirect ?? 308,
          scheme: 'https',
          port: 'drop',
          query: 'keep',
        },
      }
    : {
        ...seed,
        action: {
          type: 'forward',
          statuses: { unresolved: dialect.noBackend, noEndpoint: dialect.noBackend },
          to: [
            {
              ref: refOfBackend(it.backend),
              path: it.field === 'spec.defaultBackend' ? it.field : `${it.field}.backend`,
              weight: 1,
              share: 1,
              target: targetOf(it),
            },
          ],
        },
      };
  made.set(key, route);
  return route;
}

const hasTls = ({ ingress, host }: IngressPath): boolean =>
  ingress.spec.tls.some((tls) =>
    tls.hosts.some((name) => covers(name.toLowerCase(), hostOf(host))),
  );

function matchesOf({ path, type }: IngressPath, dialect: Dialect): readonly Match[] {
  if (type === 'Exact') return [{ path: { type: 'exact', value: path } }];
  // A bare slash is everything, for those too that take other paths as patterns.
  if (path === '/') return [];
  const isStrict = type === 'Prefix' && dialect.strictPrefixFlag === undefined;
  return [{ path: isStrict ? segments(path) : specific(path, dialect) }];
}

const segments = (value: string): PathMatch => ({ type: 'segment-prefix', value });

/** I5: what a controller makes of a path that is up to it. */
function specific(path: string, { specificPath }: Dialect): PathMatch {
  switch (specificPath) {
    case 'segment-prefix':
      return segments(path);
    case 'prefix':
      return { type: 'prefix', value: path };
    case 'pattern':
      return path.endsWith('*')
        ? { type: 'prefix', value: path.slice(0, -1) }
        : { type: 'exact', value: path };
  }
}

function caveatsOf(
  { ingress, type, backend }: IngressPath,
  dialect: Dialect,
  objects: Reader<'Service'>,
): readonly Caveat[] {
  const service = objects.get('Service', namespaceOf(ingress), backend.service?.name ?? '');
  const names = [ingress, ...(service.type === 'found' ? [service.object] : [])]
    .flatMap((it) => shownAnnotations(it, dialect))
    .map(([name]) => name)
    .filter((it) => !dialect.harmless.test(it.slice(it.indexOf('/') + 1)));
  return [
    ...(type === 'ImplementationSpecific'
      ? [{ type: 'implementation' as const, what: 'implementation-specific-path' as const }]
      : []),
    ...[...new Set(names)].map((name): Caveat => ({
      type: /snippets?$/.test(name) ? 'snippet' : 'annotation',
      name,
    })),
  ];
}

const shownAnnotations = (
  { metadata }: Ingress | Service,
  { prefixes }: Dialect,
): readonly (readonly [string, string])[] =>
  Object.entries(metadata.annotations)
    .filter(([name]) => prefixes.some((it) => name.startsWith(`${it}/`)))
    .toSorted(by(([name]) => name));
