import { type Kind, type KindInfo, KINDS, type Served } from '../../inventory/kinds.ts';
import { isRaw, type Raw } from '../../inventory/raise.ts';
import { uniqueBy } from '../../lib/group.ts';
import { type Api, getJson } from './connection/api.ts';
import { BadAnswer, isForbidden, isNotFound } from './connection/failure.ts';
import { JSON_TYPE } from './connection/transport.ts';

const AGGREGATED = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  JSON_TYPE,
].join(',');

/** Which resources a server has. What could not be found out is taken to be there, and asking for it will tell. */
export class Discovery {
  private readonly api: Api;
  private readonly groups: ReadonlySet<string>;
  private readonly versions: ReadonlySet<string>;
  private offered: Offered = { resources: new Set(), unknown: new Set() };
  /** What was taken to be there, and is not. */
  private readonly denied = new Set<Served>();

  constructor(api: Api, kinds: readonly Kind[]) {
    this.api = api;
    const served = kinds.flatMap((kind) => infoOf(kind).served);
    this.groups = new Set(served.map(({ group }) => group));
    this.versions = new Set(served.map(groupVersionOf));
  }

  /** The ways in which a kind is there, best first: one for each resource, since rights go by resource. */
  waysOf(kind: Kind): readonly Served[] {
    const info = infoOf(kind);
    const { resources, unknown } = this.offered;
    const all = info.served.filter(
      (served) =>
        resources.has(resourceKey(served, info)) ||
        (unknown.has(groupVersionOf(served)) && !this.denied.has(served)),
    );
    return uniqueBy(all, (it) => resourceName(kind, it));
  }

  /** It was asked for and was not found. */
  notFound(served: Served): void {
    this.denied.add(served);
  }

  /** Fails where the server cannot be asked at all; then what was known stays. */
  async load(signal: AbortSignal): Promise<void> {
    const [core, groups] = await Promise.all([this.ask('/api', signal), this.ask('/apis', signal)]);
    if (core !== undefined && !CORE.includes(textOf(core['kind'])))
      throw new BadAnswer('it answers /api with something else');
    const parts = await Promise.all([this.offeredBy(core, signal), this.offeredBy(groups, signal)]);
    this.offered = joined(parts);
  }

  private async ask(path: string, signal: AbortSignal): Promise<Raw | undefined> {
    try {
      const answer = await getJson(this.api, { path, accept: AGGREGATED, signal });
      return isRaw(answer) ? answer : {};
    } catch (error) {
      if (isForbidden(error)) return undefined;
      // A server without aggregated discovery may refuse the header instead of taking its last choice.
      if (path === '/apis' && isNotFound(error)) return {};
      throw error;
    }
  }

  private async offeredBy(answer: Raw | undefined, signal: AbortSignal): Promise<Offered> {
    if (answer === undefined) return { resources: new Set(), unknown: this.versions };
    switch (answer['kind']) {
      case 'APIGroupDiscoveryList':
        return this.aggregated(answer);
      case 'APIVersions':
        return this.oneByOne(listOf(answer['versions']).filter(isText), signal);
      case 'APIGroupList':
        return this.oneByOne(
          rawsOf(answer['groups'])
            .filter((it) => this.groups.has(textOf(it['name'])))
            .flatMap((it) =>
              rawsOf(it['versions']).map(({ groupVersion }) => textOf(groupVersion)),
            ),
          signal,
        );
      default:
        return NOTHING;
    }
  }

  private aggregated(answer: Raw): Offered {
    const resources = new Set<string>();
    const unknown = new Set<string>();
    for (const group of rawsOf(answer['items'])) {
      const name = isRaw(group['metadata']) ? textOf(group['metadata']['name']) : '';
      for (const version of rawsOf(group['versions'])) {
        const groupVersion = joinGroup(name, textOf(version['version']));
        if (version['freshness'] === 'Stale') unknown.add(groupVersion);
        for (const it of rawsOf(version['resources']))
          if (canList(it['verbs'])) resources.add(`${groupVersion}/${textOf(it['resource'])}`);
      }
    }
    return { resources, unknown };
  }

  private async oneByOne(offered: readonly string[], signal: AbortSignal): Promise<Offered> {
    const wanted = offered.filter((it) => this.versions.has(it));
    return joined(await Promise.all(wanted.map((it) => this.resourcesOf(it, signal))));
  }

  private async resourcesOf(groupVersion: string, signal: AbortSignal): Promise<Offered> {
    const path = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
    try {
      const list = await getJson(this.api, { path, accept: JSON_TYPE, signal });
      const resources = rawsOf(isRaw(list) ? list['resources'] : [])
        .filter((it) => canList(it['verbs']))
        .map((it) => `${groupVersion}/${textOf(it['name'])}`);
      return { resources: new Set(resources), unknown: new Set() };
    } catch (error) {
      signal.throwIfAborted();
      // Its last version was removed while we looked.
      if (isNotFound(error)) return NOTHING;
      return { resources: new Set(), unknown: new Set([groupVersion]) };
    }
  }
}

const CORE = ['APIGroupDiscoveryList', 'APIVersions'];

interface Offered {
  /** `networking.k8s.io/v1/ingresses` */
  readonly resources: ReadonlySet<string>;
  /** Groups with their version, of which the server could not say what they have. */
  readonly unknown: ReadonlySet<string>;
}

const NOTHING: Offered = { resources: new Set(), unknown: new Set() };

const joined = (parts: readonly Offered[]): Offered => ({
  resources: new Set(parts.flatMap((it) => [...it.resources])),
  unknown: new Set(parts.flatMap((it) => [...it.unknown])),
});

export const infoOf = (kind: Kind): KindInfo => KINDS[kind];
const joinGroup = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`;
export const groupVersionOf = ({ group, version }: Served): string => joinGroup(group, version);
const resourceKey = (served: Served, { plural }: KindInfo): string =>
  `${groupVersionOf(served)}/${served.plural ?? plural}`;

const isText = (value: unknown): value is string => typeof value === 'string';
const textOf = (value: unknown): string => (isText(value) ? value : '');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const rawsOf = (value: unknown): readonly Raw[] => listOf(value).filter(isRaw);
const canList = (verbs: unknown): boolean => listOf(verbs).includes('list');

/** Where the objects of a kind are listed, in one namespace or at all. */
export function listPath(kind: Kind, served: Served, namespace?: string): string {
  const { group, version } = served;
  return [
    group === '' ? `/api/${version}` : `/apis/${group}/${version}`,
    ...(namespace === undefined ? [] : [`namespaces/${encodeURIComponent(namespace)}`]),
    served.plural ?? infoOf(kind).plural,
  ].join('/');
}

/** As kubectl writes it: `ingresses.networking.k8s.io`. */
export function resourceName(kind: Kind, served: Served | undefined): string {
  const info = infoOf(kind);
  const { group = '', plural = info.plural } = served ?? info.served[0] ?? {};
  return group === '' ? plural : `${plural}.${group}`;
}
