import type { Inspection, KubeconfigFacts, ServerFacts } from '../../inventory/inspection.ts';
import { isRaw } from '../../inventory/raise.ts';
import { UserError } from '../../lib/user-error.ts';
import { systemClock } from './clock.ts';
import type { ClusterOptions } from './cluster-source.ts';
import { type Api, getJson } from './connection/api.ts';
import { JSON_TYPE } from './connection/transport.ts';
import { userErrorOf } from './connection/trouble.ts';
import { undiciTransport } from './connection/undici-transport.ts';
import { credentialsOf } from './credentials/credentials.ts';
import { parseDuration } from './duration.ts';
import type { UserEntry } from './kubeconfig/kubeconfig-shape.ts';
import {
  type ChosenContext,
  chooseContext,
  type Kubeconfig,
  loadKubeconfig,
  withoutCredentials,
} from './kubeconfig/kubeconfig.ts';

const ROUND_TRIPS = 3;

/** Looks at kubeconfig and server without reading objects. Never fails: what is wrong is a part of the answer. */
export async function inspectCluster(options: ClusterOptions): Promise<Inspection> {
  let found: Inspection = {};
  try {
    const kubeconfig = loadKubeconfig(options);
    const context = chooseContext(kubeconfig, options.context);
    found = { kubeconfig: factsOf(context, kubeconfig) };
    found = { ...found, server: { url: withoutCredentials(context.cluster.server), groups: [] } };
    return { ...found, server: await askServer(context, options) };
  } catch (error) {
    // A wrong flag is for whoever typed it; what else goes wrong is what was asked about.
    if (error instanceof UserError && error.exitCode === 3)
      return { ...found, problem: error.message };
    throw error;
  }
}

function factsOf(
  { name, from, user, namespace }: ChosenContext,
  { foundBy, contexts }: Kubeconfig,
): KubeconfigFacts {
  const { cluster = '', user: userName } = contexts.get(name) ?? {};
  return {
    from,
    foundBy,
    context: name,
    cluster,
    ...(userName !== undefined && { user: userName }),
    namespace,
    credentials: credentialsIn(user),
  };
}

const has = (value: string | undefined): boolean => value !== undefined && value !== '';

function credentialsIn(user: UserEntry): string {
  if (has(user.token) || has(user.tokenFile)) return 'token';
  if (has(user['client-certificate']) || has(user['client-certificate-data']))
    return 'client certificate';
  if (user.exec !== undefined) return `exec plugin ${user.exec.command ?? ''}`.trimEnd();
  if (user['auth-provider'] !== undefined)
    return `auth-provider ${user['auth-provider'].name ?? ''}`.trimEnd();
  return has(user.username) ? 'user name and password' : 'none';
}

async function askServer(context: ChosenContext, options: ClusterOptions): Promise<ServerFacts> {
  const clock = systemClock;
  const { environment, as } = options;
  const credentials = credentialsOf(context, {
    clock,
    environment,
    interactive: options.interactive ?? ((): boolean => false),
    ...(as !== undefined && { as }),
    ...(options.asGroups !== undefined && { asGroups: options.asGroups }),
  });
  const transport = undiciTransport(context, credentials, environment);
  const patience = parseDuration(options.requestTimeout ?? '30s');
  const api: Api = { transport, clock, patience };
  try {
    const groups = await get(api, '/apis').catch(() => ({}));
    const times: number[] = [];
    let version: unknown;
    for (let count = 0; count < ROUND_TRIPS; count += 1) {
      const started = performance.now();
      version = await get(api, '/version');
      times.push(performance.now() - started);
    }
    return {
      url: withoutCredentials(context.cluster.server),
      groups: namesIn(groups),
      roundTripMs: Math.round(Math.min(...times) * 10) / 10,
      ...(isRaw(version) &&
        typeof version['gitVersion'] === 'string' && { version: version['gitVersion'] }),
    };
  } catch (error) {
    throw userErrorOf(error, context, clock.now());
  } finally {
    await transport.close();
  }
}

const get = (api: Api, path: string): Promise<unknown> =>
  getJson(api, { path, accept: JSON_TYPE, signal: new AbortController().signal });

function namesIn(list: unknown): readonly string[] {
  const groups = isRaw(list) && Array.isArray(list['groups']) ? list['groups'] : [];
  return groups.flatMap((it: unknown) =>
    isRaw(it) && typeof it['name'] === 'string' ? [it['name']] : [],
  );
}
