import type { Ingress } from '../../../../inventory/kinds.ts';
import { by } from '../../../../lib/order.ts';
import { namespaceOf } from '../../../way-in/services.ts';
import { defaultOf, hostOf, type IngressPath, pathsOf, refOfBackend } from '../backends.ts';
import { rewrites } from './rewrite.ts';
import type { Settings } from './settings.ts';

/** An Ingress with what its annotations say. */
export interface Configured {
  readonly ingress: Ingress;
  readonly settings: Settings;
}

/**
 * A Service's port, as nginx balances it: one for all locations that name it, in all Ingresses of a namespace. So a
 * canary of one location is a canary of them all (internal/ingress/controller, mergeAlternativeBackends).
 */
export interface Upstream {
  readonly key: string;
  readonly path: IngressPath;
  /** Of the canary Ingress that named it first. */
  readonly canary?: Configured;
  /** The first counts. */
  readonly alternatives: Upstream[];
}

export interface Location {
  readonly path: string;
  readonly type: 'Exact' | 'Prefix';
  readonly of: Configured;
  /** Absent: the controller's own default backend, which answers 404 unless it is a Service. */
  readonly upstream?: Upstream;
  readonly rule: IngressPath;
  readonly isDefault: boolean;
}

/** What answers for one host (I4, I6). */
export interface NginxServer {
  readonly host: string;
  readonly owner: Configured;
  readonly aliases: readonly string[];
  /**
   * The Ingress that decides which certificate is shown: the oldest one with `tls` that has a rule for the host. The
   * server for any host has none (controller.go, createServers).
   */
  readonly certificateOf?: Ingress;
  readonly passthrough: boolean;
  readonly fromToWww: boolean;
  /** Why it answers 403 whatever is asked. */
  readonly closed?: string;
  readonly clientCertificate: boolean;
  /** In the order in which they are tried. */
  readonly locations: readonly Location[];
  /** I15. */
  readonly regex: boolean;
}

export interface NginxWorld {
  readonly servers: readonly NginxServer[];
  /** Paths that serve nothing, and why. */
  readonly idle: readonly { readonly path: IngressPath; readonly because: Idle }[];
}

export type Idle =
  /** Its controller leaves the whole Ingress out. */
  | { readonly type: 'refused' }
  /** An older Ingress has the same host and path (I6). */
  | { readonly type: 'taken'; readonly by: Ingress }
  /** A canary whose main rule is missing (I14). */
  | { readonly type: 'no-main' }
  /** A backend that is no Service. */
  | { readonly type: 'no-service' }
  /** Its Service and port are a canary's already, and nginx gives that no location. */
  | { readonly type: 'service-is-canary' }
  /** The main rule's Service has a canary already, and nginx knows one alone. */
  | { readonly type: 'second-canary' }
  /** Its Service is a main rule's own too, and nginx has no share for that. */
  | { readonly type: 'service-is-main' }
  /** A canary: it is tried with the main rule. */
  | { readonly type: 'part-of-main' };

interface Draft {
  readonly host: string;
  readonly owner: Configured;
  aliases: readonly string[];
  certificateOf?: Ingress;
  passthrough: boolean;
  fromToWww: boolean;
  closed?: string;
  clientCertificate: boolean;
  locations: Location[];
}

/** Older ones first; of the same age the last by name, as the controller has it. */
function byAge(all: readonly Configured[]): readonly Configured[] {
  return all
    .toSorted(by(({ ingress }) => nameOf(ingress)))
    .toReversed()
    .toSorted(by(({ ingress }) => ingress.metadata.creationTimestamp ?? ''));
}

const nameOf = (it: Ingress): string => `${namespaceOf(it)}/${it.metadata.name}`;

/** What the controller makes of all its Ingresses, step by step as it does. */
export function nginxWorld(all: readonly Configured[], answersAnyHost: boolean): NginxWorld {
  const ordered = byAge(all.filter(({ settings }) => settings.refused === undefined));
  const upstreams = upstreamsOf(ordered);
  const servers = draftsOf(ordered, upstreams);
  const [first] = ordered.filter(({ settings }) => settings.canary === undefined);
  if (answersAnyHost && first !== undefined && !servers.has('*'))
    servers.set('*', draft('*', first, undefined, upstreams));
  const idle = [
    ...refusedPaths(all),
    ...addLocations(ordered, upstreams, servers),
    ...addCanaries(ordered, upstreams, servers),
  ];
  const hosts = new Set(servers.keys());
  return { servers: [...servers.values()].map((it) => finished(it, hosts)), idle };
}

const refusedPaths = (all: readonly Configured[]): NginxWorld['idle'] =>
  all
    .filter(({ settings }) => settings.refused !== undefined)
    .flatMap(({ ingress }) => [defaultOf(ingress) ?? [], pathsOf(ingress)].flat())
    .map((path) => ({ path, because: { type: 'refused' } }));

const keyOf = ({ ingress, backend }: IngressPath): string =>
  `${namespaceOf(ingress)}/${refOfBackend(backend)}`;

function upstreamsOf(ordered: readonly Configured[]): ReadonlyMap<string, Upstream> {
  const upstreams = new Map<string, Upstream>();
  for (const configured of ordered) {
    const { ingress, settings } = configured;
    const fallback = defaultOf(ingress);
    for (const path of [...(fallback === undefined ? [] : [fallback]), ...pathsOf(ingress)]) {
      const key = keyOf(path);
      if (path.backend.service === undefined || upstreams.has(key)) continue;
      upstreams.set(key, {
        key,
        path,
        ...(settings.canary !== undefined && { canary: configured }),
        alternatives: [],
      });
    }
  }
  return upstreams;
}

/** A server for each host, with a location for `/` that the controller's or the Ingress's default backend takes. */
function draftsOf(
  ordered: readonly Configured[],
  upstreams: ReadonlyMap<string, Upstream>,
): Map<string, Draft> {
  const servers = new Map<string, Draft>();
  const mains = ordered.filter(({ settings }) => settings.canary === undefined);
  for (const of of mains) {
    const fallback = defaultOf(of.ingress);
    if (fallback !== undefined && of.ingress.spec.rules.length === 0)
      addCatchAll(servers, of, fallback, upstreams);
    for (const rule of of.ingress.spec.rules) {
      const host = hostOf(rule.host);
      if (servers.has(host)) continue;
      servers.set(host, draft(host, of, host === '*' ? undefined : fallback, upstreams));
    }
  }
  for (const { ingress, settings } of mains)
    for (const rule of ingress.spec.rules) {
      const server = servers.get(hostOf(rule.host));
      if (server === undefined) continue;
      if (server.aliases.length === 0) server.aliases = settings.aliases ?? [];
      server.passthrough ||= settings.passthrough === true;
      if (server.host !== '*' && ingress.spec.tls.length > 0) server.certificateOf ??= ingress;
    }
  return servers;
}

/** An Ingress with a backend and no rule takes every host that nobody has; what else it says of redirects does not count. */
function addCatchAll(
  servers: Map<string, Draft>,
  of: Configured,
  fallback: IngressPath,
  upstreams: ReadonlyMap<string, Upstream>,
): void {
  const { modifiers, facts, caveats, denied, defaultBackend } = of.settings;
  const server = servers.get('*') ?? draft('*', of, undefined, upstreams);
  servers.set('*', server);
  const index = server.locations.findIndex((it) => it.isDefault && it.upstream === undefined);
  const upstream = upstreams.get(keyOf(fallback));
  if (index < 0 || upstream === undefined) return;
  server.locations[index] = {
    path: '/',
    type: 'Prefix',
    of: {
      ingress: of.ingress,
      settings: {
        ...(modifiers !== undefined && { modifiers }),
        ...(facts !== undefined && { facts }),
        ...(caveats !== undefined && { caveats }),
        ...(denied !== undefined && { denied }),
        ...(defaultBackend !== undefined && { defaultBackend }),
      },
    },
    upstream,
    rule: fallback,
    isDefault: false,
  };
}

function draft(
  host: string,
  of: Configured,
  fallback: IngressPath | undefined,
  upstreams: ReadonlyMap<string, Upstream>,
): Draft {
  const upstream = fallback === undefined ? undefined : upstreams.get(keyOf(fallback));
  const { ingress } = of;
  return {
    host,
    owner: of,
    aliases: [],
    passthrough: false,
    fromToWww: false,
    clientCertificate: false,
    locations: [
      {
        path: '/',
        type: 'Prefix',
        // The server for any other host is there before any Ingress, and has none of their annotations.
        of: host === '*' ? { ingress, settings: {} } : of,
        ...(upstream !== undefined && { upstream }),
        rule: fallback ?? {
          ingress,
          index: pathsOf(ingress).length,
          field: 'spec',
          host,
          path: '/',
          type: 'Prefix',
          backend: {},
        },
        isDefault: true,
      },
    ],
  };
}

function addLocations(
  ordered: readonly Configured[],
  upstreams: ReadonlyMap<string, Upstream>,
  servers: ReadonlyMap<string, Draft>,
): NginxWorld['idle'] {
  for (const { ingress, settings } of ordered)
    for (const rule of ingress.spec.rules) {
      const server = servers.get(hostOf(rule.host)) ?? servers.get('*');
      if (server === undefined) continue;
      if (settings.closed !== undefined) server.closed ??= settings.closed;
      server.clientCertificate ||= settings.clientCertificate === true;
    }
  return ordered.flatMap((of) =>
    pathsOf(of.ingress).flatMap((rule) => {
      const because = addLocation(of, rule, upstreams, servers);
      return because === undefined ? [] : [{ path: rule, because }];
    }),
  );
}

function addLocation(
  of: Configured,
  rule: IngressPath,
  upstreams: ReadonlyMap<string, Upstream>,
  servers: ReadonlyMap<string, Draft>,
): Idle | undefined {
  // Canaries are merged later, into what is there then.
  if (of.settings.canary !== undefined) return undefined;
  const server = servers.get(rule.host);
  const upstream = upstreams.get(keyOf(rule));
  if (server === undefined || upstream === undefined) return { type: 'no-service' };
  if (upstream.canary !== undefined) return { type: 'service-is-canary' };
  const type = rule.type === 'Exact' ? 'Exact' : 'Prefix';
  const location = { path: rule.path, type, of, upstream, rule, isDefault: false } as const;
  // The first with this path alone is looked at: one of another type stands beside it.
  const index = server.locations.findIndex((it) => it.path === rule.path);
  const known = server.locations[index];
  if (known?.type === type) {
    if (!known.isDefault) return { type: 'taken', by: known.of.ingress };
    server.locations[index] = location;
  } else server.locations.push(location);
  server.fromToWww ||= of.settings.fromToWww === true;
  return undefined;
}

function addCanaries(
  ordered: readonly Configured[],
  upstreams: ReadonlyMap<string, Upstream>,
  servers: ReadonlyMap<string, Draft>,
): NginxWorld['idle'] {
  const canaries = ordered.filter(({ settings }) => settings.canary !== undefined);
  return canaries.flatMap(({ ingress }) => {
    const fallback = defaultOf(ingress);
    const paths = [...(fallback === undefined ? [] : [fallback]), ...pathsOf(ingress)];
    return paths.map((path): NginxWorld['idle'][number] => {
      const isFallback = path === fallback;
      const upstream = upstreams.get(keyOf(path));
      const locations = servers.get(path.host)?.locations ?? [];
      if (upstream === undefined) return { path, because: { type: 'no-service' } };
      const into = mergeCanary(upstream, path, isFallback ? 'any' : 'same', locations);
      return { path, because: outcomeOf(upstream, into, locations) };
    });
  });
}

function outcomeOf(
  canary: Upstream,
  mains: readonly Upstream[],
  locations: readonly Location[],
): Idle {
  if (mains.length === 0)
    return locations.some(({ upstream }) => upstream === canary)
      ? { type: 'service-is-main' }
      : { type: 'no-main' };
  if (canary.canary === undefined) return { type: 'service-is-main' };
  return mains.some((it) => it.alternatives[0] === canary)
    ? { type: 'part-of-main' }
    : { type: 'second-canary' };
}

/** Adds the canary to the upstream of each location with its path, up to one that has the canary's own Service. */
function mergeCanary(
  canary: Upstream,
  path: IngressPath,
  paths: 'any' | 'same',
  locations: readonly Location[],
): readonly Upstream[] {
  const mains: Upstream[] = [];
  const type = path.type === 'Exact' ? 'Exact' : 'Prefix';
  for (const { upstream, ...location } of locations) {
    if (upstream === undefined) continue;
    if (upstream.key === canary.key) break;
    const fits = paths === 'any' || (location.path === path.path && location.type === type);
    if (!fits || upstream.canary !== undefined) continue;
    if (!upstream.alternatives.includes(canary)) upstream.alternatives.push(canary);
    mains.push(upstream);
  }
  return mains;
}

function finished(server: Draft, hosts: ReadonlySet<string>): NginxServer {
  const { locations, ...kept } = server;
  return {
    ...kept,
    aliases: server.aliases.filter((it) => it !== server.host && !hosts.has(it)),
    regex: locations.some(
      ({ of, path }) => of.settings.useRegex === true || rewrites(of.settings, path),
    ),
    // Longest first, then the last by code unit (I5, I15); an Exact one before a Prefix, where no regex is meant.
    locations: locations
      .map((location, index) => ({ location, index }))
      .toSorted((a, b) => descending(a.location.path, b.location.path) || a.index - b.index)
      .map(({ location }) => location),
  };
}

const descending = (a: string, b: string): number =>
  b.length - a.length || (a === b ? 0 : a < b ? 1 : -1);
