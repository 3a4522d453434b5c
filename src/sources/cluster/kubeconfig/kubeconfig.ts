import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

import type { FoundBy } from '../../../inventory/inspection.ts';
import { uniqueBy } from '../../../lib/group.ts';
import { UserError } from '../../../lib/user-error.ts';
import { type KubeconfigFile, readKubeconfigFile } from './kubeconfig-file.ts';
import type { ClusterEntry, ContextEntry, UserEntry } from './kubeconfig-shape.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface KubeconfigOptions {
  /** `--kubeconfig`: this file and no other. */
  readonly kubeconfig?: string;
  /** `--context`; else the current one. */
  readonly context?: string;
  readonly environment: Environment;
  /** The folder in which a Pod finds who it is; else where Kubernetes puts it. */
  readonly serviceAccount?: string;
}

/** All files together, as kubectl merges them. */
export interface Kubeconfig {
  /** For people: the files, or what stands in for them. */
  readonly from: string;
  readonly foundBy: FoundBy;
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
}

/** The parts of one context. */
export interface ChosenContext {
  readonly name: string;
  readonly from: string;
  readonly cluster: ClusterEntry & { readonly server: string };
  readonly user: UserEntry;
  readonly namespace: string;
}

/** One of the contexts to choose from. */
export interface ContextChoice {
  readonly name: string;
  readonly cluster: string;
  readonly server?: string;
  readonly user?: string;
  readonly namespace?: string;
  readonly current: boolean;
}

export function contextsOf(options: KubeconfigOptions): readonly ContextChoice[] {
  const kubeconfig = loadKubeconfig(options);
  const chosen = options.context ?? kubeconfig.currentContext;
  return [...kubeconfig.contexts]
    .map(([name, { cluster = '', user, namespace }]) => {
      const server = kubeconfig.clusters.get(cluster)?.server;
      return {
        name,
        cluster,
        ...(server !== undefined && { server: withoutCredentials(server) }),
        ...(user !== undefined && { user }),
        ...(namespace !== undefined && namespace !== '' && { namespace }),
        current: name === chosen,
      };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** `--kubeconfig`, else the files of `$KUBECONFIG`, else the default file, else what a Pod finds in itself. */
export function loadKubeconfig({
  kubeconfig,
  environment,
  serviceAccount = SERVICE_ACCOUNT,
}: KubeconfigOptions): Kubeconfig {
  if (kubeconfig !== undefined && kubeconfig !== '') {
    const file = readKubeconfigFile(kubeconfig);
    if (file === undefined)
      throw new UserError(`There is no kubeconfig ${kubeconfig}. Check --kubeconfig.`, 3);
    return merged([file], 'flag');
  }
  const paths = pathsOf(environment);
  const files = paths.map(readKubeconfigFile).filter((it) => it !== undefined);
  if (files.some(({ contexts, clusters }) => contexts.size + clusters.size > 0))
    return merged(files, (environment['KUBECONFIG'] ?? '') === '' ? 'default' : 'environment');
  return inCluster(environment, serviceAccount) ?? noKubeconfig(paths);
}

function pathsOf(environment: Environment): readonly string[] {
  const variable = environment['KUBECONFIG'] ?? '';
  if (variable === '') return [join(environment['HOME'] ?? homedir(), '.kube', 'config')];
  return uniqueBy(
    variable.split(delimiter).filter((it) => it !== ''),
    (it) => it,
  );
}

/** The first file to name a thing wins it, and the first current-context that is not empty. */
function merged(files: readonly KubeconfigFile[], foundBy: FoundBy): Kubeconfig {
  // Of equal keys a Map keeps the last.
  const backwards = files.toReversed();
  return {
    from: files.map((it) => it.path).join(', '),
    foundBy,
    currentContext: files.map((it) => it.currentContext).find((it) => it !== '') ?? '',
    clusters: new Map(backwards.flatMap((it) => [...it.clusters])),
    users: new Map(backwards.flatMap((it) => [...it.users])),
    contexts: new Map(backwards.flatMap((it) => [...it.contexts])),
  };
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** In a Pod: its service account. */
function inCluster(environment: Environment, folder: string): Kubeconfig | undefined {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = environment;
  const tokenFile = join(folder, 'token');
  if (host === '' || port === '' || !existsSync(tokenFile)) return undefined;
  const name = 'in-cluster';
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const ca = join(folder, 'ca.crt');
  return {
    from: 'the service account of this Pod',
    foundBy: 'in-cluster',
    currentContext: name,
    clusters: new Map([
      [name, { server, extensions: [], ...(existsSync(ca) && { 'certificate-authority': ca }) }],
    ]),
    users: new Map([[name, { tokenFile, 'as-groups': [], 'as-user-extra': {} }]]),
    contexts: new Map([
      [name, { cluster: name, user: name, namespace: textOf(join(folder, 'namespace')) }],
    ]),
  };
}

const textOf = (path: string): string =>
  existsSync(path) ? readFileSync(path, 'utf8').trim() : '';

function noKubeconfig(paths: readonly string[]): never {
  throw new UserError(
    `There is no kubeconfig: looked at ${paths.join(', ')}. ` +
      'Name one with --kubeconfig or $KUBECONFIG, read files with -f, or see --demo.',
    3,
  );
}

/** The context that was asked for, or the current one, with its cluster and user. */
export function chooseContext(kubeconfig: Kubeconfig, wanted: string | undefined): ChosenContext {
  const name = wanted ?? kubeconfig.currentContext;
  if (name === '')
    throw new UserError(
      `No context is current in ${kubeconfig.from}. Choose one with --context: ${namesOf(kubeconfig.contexts)}.`,
      3,
    );
  const context = kubeconfig.contexts.get(name);
  if (context === undefined)
    throw new UserError(
      `There is no context ${JSON.stringify(name)} in ${kubeconfig.from}. There are: ${namesOf(kubeconfig.contexts)}.`,
      3,
    );
  return {
    name,
    from: kubeconfig.from,
    cluster: clusterOf(kubeconfig, name, context),
    user: userOf(kubeconfig, name, context),
    namespace:
      context.namespace === undefined || context.namespace === '' ? 'default' : context.namespace,
  };
}

function clusterOf(
  kubeconfig: Kubeconfig,
  context: string,
  { cluster: name = '' }: ContextEntry,
): ChosenContext['cluster'] {
  const cluster = kubeconfig.clusters.get(name);
  const where = `context ${JSON.stringify(context)} of ${kubeconfig.from}`;
  if (name === '')
    throw new UserError(
      `The ${where} names no cluster. Mend it, or choose another with --context.`,
      3,
    );
  if (cluster === undefined)
    throw new UserError(
      `The ${where} names the cluster ${JSON.stringify(name)}, which is not there. There are: ${namesOf(kubeconfig.clusters)}.`,
      3,
    );
  const { server = '' } = cluster;
  const named = `The cluster ${JSON.stringify(name)} of ${kubeconfig.from}`;
  if (server === '') throw new UserError(`${named} has no server. Add its URL.`, 3);
  const url = hasScheme(server) ? server : `${schemeOf(cluster)}://${server}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UserError(
      `${named} has the server ${JSON.stringify(withoutCredentials(server))}, which is no URL of an API server. Mend it: it is like https://example.com:6443.`,
      3,
    );
  return { ...cluster, server: url.replace(/\/+$/, '') };
}

const hasScheme = (server: string): boolean => server.includes('://');

/** kubectl takes a server without a scheme for http, unless something is said of TLS. */
function schemeOf(cluster: ClusterEntry): string {
  const fields = [
    cluster['certificate-authority'],
    cluster['certificate-authority-data'],
    cluster['insecure-skip-tls-verify'],
  ];
  return fields.some((it) => it !== undefined && it !== '' && it !== false) ? 'https' : 'http';
}

function userOf(
  kubeconfig: Kubeconfig,
  context: string,
  { user: name = '' }: ContextEntry,
): UserEntry {
  if (name === '') return { 'as-groups': [], 'as-user-extra': {} };
  const user = kubeconfig.users.get(name);
  if (user === undefined)
    throw new UserError(
      `The context ${JSON.stringify(context)} of ${kubeconfig.from} names the user ${JSON.stringify(name)}, which is not there. There are: ${namesOf(kubeconfig.users)}.`,
      3,
    );
  return user;
}

const namesOf = (named: ReadonlyMap<string, unknown>): string =>
  named.size === 0 ? 'none' : [...named.keys()].toSorted().join(', ');

/** A URL may hold a user and password, which nobody must see. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}
