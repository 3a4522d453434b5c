import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, expect, test } from 'vitest';

import { UserError } from '../../src/lib/user-error.ts';
import {
  chooseContext,
  type ChosenContext,
  loadKubeconfig,
} from '../../src/sources/cluster/kubeconfig/kubeconfig.ts';
import { pem } from '../../src/sources/cluster/kubeconfig/secret-files.ts';
import { writeKubeconfigSet } from './support/kubeconfig-sets.ts';

const KUBECTL = join(process.env['KUBEBUILDER_ASSETS'] ?? '', 'kubectl');
const SETS = process.env['CI'] === undefined ? 60 : 500;
const SIDE_BY_SIDE = 4;

const folder = mkdtempSync(join(tmpdir(), 'meshpath-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const VIEW = ['config', 'view', '--minify', '--flatten', '--raw', '-o', 'json'];
const GUARD_MS = 400_000;

test(
  `${SETS} sets of files mean to meshpath what they mean to kubectl`,
  { timeout: GUARD_MS },
  async () => {
    const different: string[] = [];
    let chosen = 0;
    const compare = async (seed: number): Promise<void> => {
      const place = join(folder, String(seed));
      const { variable, context } = writeKubeconfigSet(place, seed);
      const [theirs, ours] = [
        await kubectlView(place, variable, context),
        meshpathView(place, variable, context),
      ];
      if (typeof theirs !== 'string' && typeof ours !== 'string') chosen += 1;
      const equal =
        typeof theirs === 'string' || typeof ours === 'string'
          ? typeof theirs === typeof ours
          : JSON.stringify(theirs) === JSON.stringify(ours);
      if (!equal)
        different.push(
          `seed ${seed}:\n  kubectl ${JSON.stringify(theirs)}\n  meshpath ${JSON.stringify(ours)}`,
        );
    };
    const seeds = Array.from({ length: SETS }, (_, index) => index + 1);
    const lane = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) await compare(seed);
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
    expect(different).toEqual([]);
    // Many are broken, and as many are not.
    expect(chosen).toBeGreaterThan(SETS / 5);
  },
);

/** What decides whom one speaks to, as whom; or why not. */
type View = Readonly<Record<string, unknown>> | string;

async function kubectlView(
  place: string,
  variable: string,
  context: string | undefined,
): Promise<View> {
  try {
    const { stdout } = await promisify(execFile)(
      KUBECTL,
      context === undefined ? VIEW : [...VIEW, '--context', context],
      { env: { KUBECONFIG: variable, HOME: place }, cwd: place },
    );
    const [cluster, user, chosen] = partsOf(JSON.parse(stdout) as Config);
    if (cluster === undefined) return 'no cluster';
    if ((cluster['server'] ?? '') === '') return 'no server';
    const namespace = chosen?.['namespace'] ?? '';
    return viewOf(cluster, user ?? {}, {
      ca: decoded(cluster['certificate-authority-data']),
      certificate: decoded(user?.['client-certificate-data']),
      key: decoded(user?.['client-key-data']),
      namespace: namespace === '' ? 'default' : namespace,
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr === undefined) throw error;
    return stderr;
  }
}

interface Config {
  readonly 'current-context'?: string;
  readonly clusters: readonly { readonly cluster?: Fields }[] | null;
  readonly users: readonly { readonly user?: Fields }[] | null;
  readonly contexts: readonly { readonly context?: Fields }[] | null;
}
type Fields = Readonly<Record<string, unknown>>;

const partsOf = ({ clusters, users, contexts }: Config) =>
  [clusters?.[0]?.cluster, users?.[0]?.user, contexts?.[0]?.context] as const;

const decoded = (data: unknown): string | undefined =>
  typeof data === 'string' ? Buffer.from(data, 'base64').toString() : undefined;

function meshpathView(place: string, variable: string, context: string | undefined): View {
  try {
    const environment = { KUBECONFIG: variable, HOME: place };
    const chosen = chooseContext(loadKubeconfig({ environment }), context);
    const { cluster, user, namespace } = chosen;
    return viewOf(cluster, user, {
      ca: data(chosen, 'certificate-authority', cluster),
      certificate: data(chosen, 'client-certificate', user),
      key: data(chosen, 'client-key', user),
      namespace,
    });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

const data = (chosen: ChosenContext, field: string, entry: Fields): string | undefined =>
  pem(
    chosen,
    field,
    entry[`${field}-data`] as string | undefined,
    entry[field] as string | undefined,
  );

function viewOf(cluster: Fields, user: Fields, rest: Fields): View {
  const exec = user['exec'] as Fields | undefined;
  return plain({
    server: String(cluster['server']).replace(/\/+$/, ''),
    serverName: cluster['tls-server-name'],
    insecure: cluster['insecure-skip-tls-verify'] === true,
    proxy: cluster['proxy-url'],
    token: user['token'],
    tokenFile: user['tokenFile'],
    username: user['username'],
    password: user['password'],
    as: user['as'],
    asGroups: user['as-groups'] ?? [],
    asExtra: user['as-user-extra'] ?? {},
    provider: user['auth-provider'],
    exec: exec && [exec['apiVersion'], exec['command'], exec['args'] ?? [], exec['env'] ?? []],
    ...rest,
  });
}

/** Empty is absent. */
const plain = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, it]) => it !== undefined && it !== ''));
