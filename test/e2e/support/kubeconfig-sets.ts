import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Chance, chanceOf } from '../../support/chance.ts';

/** Kubeconfig files as somebody may have them, in a folder of their own. */
export interface KubeconfigSet {
  /** `KUBECONFIG`: some of the files, in some order, and some that are not there. */
  readonly variable: string;
  readonly context: string | undefined;
}

const NAMES = ['dev', 'prod', 'a.b.c', 'arn:aws:eks:eu-west-1:1:cluster/x', 'with space', 'ü', '1'];
const FOLDERS = ['.', 'sub', 'sub/deep'];

export function writeKubeconfigSet(folder: string, seed: number): KubeconfigSet {
  const chance = chanceOf(seed);
  for (const it of FOLDERS) {
    mkdirSync(join(folder, it, 'certs'), { recursive: true });
    for (const name of ['ca.crt', 'client.crt', 'client.key', 'token'])
      writeFileSync(join(folder, it, 'certs', name), `${name} of ${it}\n`);
  }
  const paths: string[] = [];
  for (let count = chance.integer(1, 3); count > 0; count -= 1) {
    const path = join(
      folder,
      chance.pick(FOLDERS),
      chance.pick(['config', 'other.yaml', 'x.json']),
    );
    writeFileSync(path, fileOf(path, chance));
    paths.push(path);
  }
  if (chance.sometimes(0.2)) paths.push(join(folder, 'not-there'));
  if (chance.sometimes(0.1)) paths.unshift(join(folder, 'not', 'there'));
  if (chance.sometimes(0.1)) paths.push('');
  if (chance.sometimes(0.1)) paths.push(paths[0] ?? '');
  return {
    variable: paths.join(':'),
    context: chance.sometimes(0.3) ? chance.pick(NAMES) : undefined,
  };
}

function fileOf(path: string, chance: Chance): string | Buffer {
  if (chance.sometimes(0.04))
    return chance.pick([
      '',
      '# nothing\n',
      '---\n',
      'clusters: [',
      'a: b: c',
      '\tclusters: []\n',
      'just text',
      '[]',
      '7',
      'null',
      'kind: Pod\napiVersion: v1\n',
      'apiVersion: v2\nkind: Config\n',
      '{"clusters": {}}',
      '{"contexts": "none"}',
      'clusters: [null]\nusers: null\n',
    ]);
  const config = configOf(dirname(path), chance);
  const text = chance.sometimes(0.5) ? JSON.stringify(config) : yamlOf(config);
  if (chance.sometimes(0.03)) return `\u{FEFF}${text}`;
  if (chance.sometimes(0.03)) return text.replaceAll('\n', '\r\n');
  if (chance.sometimes(0.02)) return `${text}\n---\n{"current-context": "other"}\n`;
  return text;
}

/** JSON is YAML but for its first line. */
const yamlOf = (config: object): string =>
  `# by hand\n${Object.entries(config)
    .map(([key, value]) => `${key}: ${JSON.stringify(value, undefined, 2)}`)
    .join('\n')}\n`;

function configOf(folder: string, chance: Chance): object {
  const names = (): readonly string[] => NAMES.filter(() => chance.sometimes(0.8));
  return {
    ...(chance.sometimes(0.9) && { apiVersion: 'v1' }),
    ...(chance.sometimes(0.9) && { kind: 'Config' }),
    ...(chance.sometimes(0.8) && {
      'current-context': chance.sometimes(0.1) ? '' : chance.pick(NAMES),
    }),
    ...(chance.sometimes(0.3) && { preferences: {} }),
    ...(chance.sometimes(0.1) && { surprise: { nobody: 'knows it' } }),
    clusters: withDuplicates(
      chance,
      names().map((name) => ({ name, cluster: clusterOf(folder, chance) })),
    ),
    users: withDuplicates(
      chance,
      names().map((name) => ({ name, user: userOf(folder, chance) })),
    ),
    contexts: withDuplicates(
      chance,
      names().map((name) => ({
        name,
        context: {
          cluster: chance.pick(NAMES),
          user: chance.pick(NAMES),
          ...(chance.sometimes(0.5) && { namespace: chance.pick(['shop', 'a-b', '']) }),
        },
      })),
    ),
  };
}

const withDuplicates = <T>(chance: Chance, entries: readonly T[]): readonly T[] =>
  chance.sometimes(0.03) ? [...entries, ...entries.slice(0, 1)] : entries;

function pathOf(folder: string, name: string, chance: Chance): string {
  return chance.pick([
    `certs/${name}`,
    `./certs/${name}`,
    `certs/../certs/${name}`,
    join(folder, 'certs', name),
    ...(chance.sometimes(0.05) ? [`certs/none/${name}`] : []),
  ]);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** `--flatten` refuses both; what there is then is tested elsewhere. */
function oneOf(chance: Chance, field: string, path: string): object {
  const data = chance.sometimes(0.005) ? '%%%' : base64(`inline ${field}`);
  return chance.pick([{}, { [field]: path }, { [`${field}-data`]: data }]);
}

function clusterOf(folder: string, chance: Chance): object {
  const some = <T>(share: number, value: T): T | undefined =>
    chance.sometimes(share) ? value : undefined;
  return {
    server: chance.sometimes(0.05)
      ? ''
      : chance.pick(['https://one.example.com:6443', 'https://two.example.com/k8s/c/']),
    ...oneOf(chance, 'certificate-authority', pathOf(folder, 'ca.crt', chance)),
    'insecure-skip-tls-verify': some(0.1, chance.sometimes(0.97) ? true : 'yes'),
    'tls-server-name': some(0.2, 'api.example.com'),
    'proxy-url': some(0.1, 'http://proxy.example.com:3128'),
    extensions: some(0.1, [{ name: 'x', extension: { any: 'thing' } }]),
  };
}

function userOf(folder: string, chance: Chance): object {
  const some = <T>(share: number, value: T): T | undefined =>
    chance.sometimes(share) ? value : undefined;
  const exec = {
    apiVersion: chance.pick([
      'client.authentication.k8s.io/v1beta1',
      'client.authentication.k8s.io/v1alpha1',
    ]),
    command: chance.pick(['aws', '/bin/plugin']),
    args: some(0.5, ['token', '--for=x']),
    env: some(0.3, [{ name: 'A', value: 'b' }]),
  };
  return {
    token: some(0.3, chance.sometimes(0.005) ? 7 : 'a-token'),
    // These two `config view` shows as they stand, and not as kubectl uses them: relative to their file.
    tokenFile: some(0.15, join(folder, 'certs/token')),
    ...oneOf(chance, 'client-certificate', pathOf(folder, 'client.crt', chance)),
    ...oneOf(chance, 'client-key', pathOf(folder, 'client.key', chance)),
    username: some(0.1, 'somebody'),
    password: some(0.1, 'secret'),
    as: some(0.1, 'else'),
    'as-groups': some(0.1, ['one', 'two']),
    'as-user-extra': some(0.1, { reason: ['because'] }),
    exec: some(0.2, exec),
    'auth-provider': some(0.05, { name: 'oidc', config: { 'id-token': 'x' } }),
  };
}
