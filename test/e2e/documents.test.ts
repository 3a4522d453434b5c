import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { afterAll, expect, inject, test } from 'vitest';

import { kubectlOf } from './support/kubectl.ts';
import { MESHPATH } from './support/meshpath.ts';
import { type Result, run } from './support/run.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = join(ROOT, 'test/cli/files');
const PATIENCE = 300_000;

const page = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const blocksOf = (file: string, language: string): readonly string[] =>
  [...page(file).matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, block = '']) => block,
  );

/** What README says of a checkout is done in one, by `.ci/run`. */
const isForCheckouts = (commands: string): boolean => commands.startsWith('npm ');

const blocks = ['README.md', ...globSync('docs/*.md', { cwd: ROOT }).toSorted()].flatMap((file) =>
  blocksOf(file, 'sh')
    .filter((it) => !isForCheckouts(it))
    .map((commands) => [file, commands] as const),
);

// As `tests`: what kubectl is told here to write is not meshpath's doing.
const { testsKubeconfig } = inject('cluster');
const kubectl = kubectlOf({ testsKubeconfig });
const place = folder();
const hasJq = (await bash('command -v jq')).code === 0;

afterAll(async () => {
  rmSync(place, { recursive: true, force: true });
  await kubectl('delete', '--ignore-not-found', 'clusterrolebinding,clusterrole', 'meshpath');
});

test.for(blocks)('%s: %s', { timeout: PATIENCE }, async ([, commands], { skip }) => {
  if (!hasJq && commands.includes('jq ')) skip('jq is not here');
  const { code, stderr } = await bash(commands);
  expect(stderr).not.toMatch(/^error:|mistake of meshpath/m);
  expect({ code, stderr }).toMatchObject({ code: 0 });
});

/** A folder as its reader may have it: meshpath is installed there, and the files are those that the pages speak of. */
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'meshpath-documents-'));
  for (const it of ['home', 'manifests', 'moved', 'node_modules/.bin'])
    mkdirSync(join(made, it), { recursive: true });
  copyFileSync(join(FILES, 'ingresses.yaml'), join(made, 'manifests/shop.yaml'));
  copyFileSync(join(FILES, 'routes.yaml'), join(made, 'moved/shop.yaml'));
  symlinkSync(MESHPATH, join(made, 'node_modules/.bin/meshpath'));
  const routes = blocksOf('docs/ci.md', 'yaml').find((it) => it.includes('\ntests:'));
  writeFileSync(join(made, 'routes.test.yaml'), routes ?? '');
  return made;
}

function bash(commands: string): Promise<Result> {
  const { PATH = '', KUBEBUILDER_ASSETS = '' } = process.env;
  const path = [join(place, 'node_modules/.bin'), dirname(process.execPath), KUBEBUILDER_ASSETS];
  return run('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: place,
    env: {
      PATH: [...path, PATH].join(delimiter),
      HOME: join(place, 'home'),
      KUBECONFIG: testsKubeconfig,
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
    },
  });
}
