import { refOf } from '../../../../inventory/read-object.ts';
import type { Redirect } from '../../../../model/exposure.ts';
import type { Match } from '../../../../model/match.ts';
import type { BackendTarget, RouteSeed, VirtualHostSeed } from '../../../provider.ts';
import { type BackendReader, beforeAccess, locationRoutes, seedOf } from './location-routes.ts';
import type { Location, NginxServer } from './servers.ts';

export interface VirtualHosts {
  readonly http: readonly VirtualHostSeed[];
  readonly https: readonly VirtualHostSeed[];
}

/** One for each host and alias, and one for each name that is sent to another (I12). */
export function virtualHosts(
  servers: readonly NginxServer[],
  ports: {
    readonly http: number;
    readonly https: number;
    readonly fallback: BackendTarget | undefined;
  },
  objects: BackendReader,
): VirtualHosts {
  const named = new Map(servers.map((it) => [it.host, it]));
  const hosts = servers.map((server) => {
    const own = routesOf(server, ports.fallback, objects);
    return namesOf(server).map(({ host, hasCertificate, wildcard }) => {
      const secured = hasCertificate || wildcardOf(host, named)?.certificateOf !== undefined;
      const entryPoint = refOf(server.owner.ingress);
      const common = { host, entryPoint, ...(wildcard !== undefined && { wildcard }) };
      return {
        http: { ...common, routes: secured ? own.redirected : own.plain },
        https: { ...common, routes: own.secure },
      };
    });
  });
  const all = hosts.flat();
  return {
    http: [
      ...all.map((it) => it.http),
      ...servers.flatMap((it) => wwwRedirect(it, named, ports.http)),
    ],
    https: [
      ...all.map((it) => it.https),
      ...servers.flatMap((it) => wwwRedirect(it, named, ports.https)),
    ],
  };
}

/** An alias has the certificate where the Ingress names it under `tls`; what else is in the certificate is not known. */
function namesOf({ host, aliases, certificateOf, owner }: NginxServer): readonly {
  readonly host: string;
  readonly hasCertificate: boolean;
  readonly wildcard?: 'any-labels';
}[] {
  const tls = new Set(owner.ingress.spec.tls.flatMap((it) => it.hosts.map((h) => h.toLowerCase())));
  return [
    { host, hasCertificate: certificateOf !== undefined },
    ...aliases.map((alias) => ({
      host: alias,
      hasCertificate: tls.has(alias) || tls.has(wildcardFor(alias)),
      // The host is made a regular expression for one label, and an alias is left as it is.
      ...(alias.startsWith('*') && { wildcard: 'any-labels' as const }),
    })),
  ];
}

const wildcardFor = (host: string): string => host.replace(/^[^.]+/, '*');

const wildcardOf = (
  host: string,
  servers: ReadonlyMap<string, NginxServer>,
): NginxServer | undefined => (host.startsWith('*') ? undefined : servers.get(wildcardFor(host)));

interface ServerRoutes {
  /** On the https port. */
  readonly secure: readonly RouteSeed[];
  /** On the http port, for a host with a certificate: locations go to https first (I9). */
  readonly redirected: readonly RouteSeed[];
  /** On the http port, for a host without one. */
  readonly plain: readonly RouteSeed[];
}

function routesOf(
  server: NginxServer,
  fallback: BackendTarget | undefined,
  objects: BackendReader,
): ServerRoutes {
  const { closed: because } = server;
  if (because !== undefined) {
    const closed = server.locations.map((it) => closedRoute(it, server, because));
    return { secure: closed, redirected: closed, plain: closed };
  }
  const first = appRoot(server);
  const locations = server.locations.map((location) => {
    const slash = slashRedirect(location, server);
    const own = [...slash, ...locationRoutes(location, server, fallback, objects)];
    const { settings } = location.of;
    // nginx's own `return` comes before the redirect to https.
    const returns =
      settings.redirect !== undefined ||
      settings.denied !== undefined ||
      settings.plainPaths?.some((it) => location.path.startsWith(it)) === true;
    const redirect = returns ? own : [...slash, ...httpsRedirect(location, server, own)];
    return {
      secure: server.clientCertificate ? own.map(withCertificate) : own,
      redirected:
        settings.sslRedirect === true || settings.forceSslRedirect === true ? redirect : own,
      plain: settings.forceSslRedirect === true ? redirect : own,
    };
  });
  return {
    secure: [...first, ...locations.flatMap((it) => it.secure)],
    redirected: [...first, ...locations.flatMap((it) => it.redirected)],
    plain: [...first, ...locations.flatMap((it) => it.plain)],
  };
}

const withCertificate = (seed: RouteSeed): RouteSeed => ({
  ...seed,
  modifiers: { ...seed.modifiers, clientCertificate: true },
});

/** Of a host whose callers cannot be told apart nothing is served. */
function closedRoute(location: Location, server: NginxServer, message: string): RouteSeed {
  const { modifiers: _, ...seed } = seedOf(location, server);
  return {
    ...seed,
    action: { type: 'direct-response', status: 403 },
    judgement: { health: 'broken', reason: { type: 'other', message } },
  };
}

/** Whoever came by https to a balancer that is trusted is served at once. */
function httpsRedirect(
  location: Location,
  server: NginxServer,
  own: readonly RouteSeed[],
): readonly RouteSeed[] {
  const { settings } = location.of;
  const seed = beforeAccess(seedOf(location, server));
  const action: Redirect = {
    type: 'redirect',
    status: settings.redirectStatus ?? 308,
    scheme: 'https',
    port: 'drop',
    query: 'keep',
    ...(settings.keepsTrailingSlash !== true && { trimsSlash: true }),
  };
  const redirect: RouteSeed = {
    ...seed,
    variant: `${seed.variant ?? ''} https`,
    generated: 'https-redirect',
    action,
  };
  return settings.trustsForwarded === true ? [...own.map(cameByHttps), redirect] : [redirect];
}

const SCHEME = 'x-forwarded-proto';

const cameByHttps = (seed: RouteSeed): RouteSeed => ({
  ...seed,
  variant: `${seed.variant ?? ''} forwarded`,
  matches: (seed.matches.length === 0 ? [{}] : seed.matches).map((it: Match) => ({
    ...it,
    headers: [
      ...(it.headers ?? []),
      { name: SCHEME, type: 'present', value: '' },
      { name: SCHEME, type: 'exact', value: 'http', not: true },
    ],
  })),
});

/** Tried before any location, and before the redirect to https. */
function appRoot(server: NginxServer): readonly RouteSeed[] {
  const location = server.locations.find((it) => it.of.settings.appRoot !== undefined);
  const root = location?.of.settings.appRoot;
  if (location === undefined || root === undefined) return [];
  const { modifiers: _, ...seed } = seedOf(location, server);
  return [
    {
      ...seed,
      variant: ` app-root ${server.host}`,
      generated: 'app-root',
      matches: [{ path: { type: 'exact', value: '/' } }],
      action: {
        type: 'redirect',
        status: 302,
        port: 'keep',
        path: { type: 'replace-full', value: root },
        query: 'drop',
      },
    },
  ];
}

/** A location that ends in a slash answers for the path without it with a redirect to it. */
function slashRedirect(location: Location, server: NginxServer): readonly RouteSeed[] {
  const { path, type, of, upstream } = location;
  const bare = path.slice(0, -1);
  const isTaken = server.locations.some((it) => it.path === bare);
  const passes = upstream !== undefined && of.settings.denied === undefined;
  if (server.regex || type === 'Exact' || bare === '' || !path.endsWith('/') || isTaken || !passes)
    return [];
  const { modifiers: _, ...seed } = seedOf(location, server);
  return [
    {
      ...seed,
      variant: ' slash',
      generated: 'slash-redirect',
      matches: [{ path: { type: 'exact', value: bare } }],
      action: {
        type: 'redirect',
        status: 301,
        port: 'drop',
        path: { type: 'replace-full', value: path },
        query: 'keep',
      },
    },
  ];
}

/** Between `www.` and the bare name, only while no Ingress has the other host itself (I12). */
function wwwRedirect(
  server: NginxServer,
  named: ReadonlyMap<string, NginxServer>,
  port: number,
): readonly VirtualHostSeed[] {
  const { host } = server;
  if (!server.fromToWww || host.startsWith('*')) return [];
  const from = host.startsWith('www.') ? host.slice('www.'.length) : `www.${host}`;
  const location = server.locations.find((it) => it.of.settings.fromToWww === true);
  if (named.has(from) || location === undefined) return [];
  const { modifiers: _, ...seed } = seedOf(location, server);
  const route: RouteSeed = {
    ...seed,
    variant: ` www ${from} ${port}`,
    generated: 'www-redirect',
    hosts: [from],
    matches: [],
    action: {
      type: 'redirect',
      status: 308,
      host,
      // nginx writes the port on which it listens.
      port,
      writesPort: true,
      trimsSlash: true,
      query: 'keep',
    },
  };
  return [{ host: from, entryPoint: seed.entryPoint, routes: [route] }];
}
