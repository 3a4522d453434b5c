import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { expect, test } from 'vitest';

import { bookinfo } from './support/bookinfo.ts';
import { MESHPATH } from './support/meshpath.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = join(ROOT, 'test/cli/files');
const { kubeconfig } = bookinfo();

/** The blocks that are meant to be typed; how to work on meshpath itself is tried by whoever does. */
const blocks = ['README.md', ...globSync('docs/*.md', { cwd: ROOT }).toSorted()].flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)]
    .map(([, commands = '']) => commands.trim())
    .filter((it) => !/^npm |^node |kubectl/.test(it))
    .map((commands) => [file, commands] as const),
);

/** A folder as its reader may have it, with meshpath installed. */
function folder(): string {
  const place = mkdtempSync(join(tmpdir(), 'meshpath-documents-'));
  for (const it of ['manifests', 'moved', 'node_modules/.bin'])
    mkdirSync(join(place, it), { recursive: true });
  copyFileSync(join(FILES, 'ingresses.yaml'), join(place, 'manifests/shop.yaml'));
  copyFileSync(join(FILES, 'routes.yaml'), join(place, 'moved/shop.yaml'));
  symlinkSync(MESHPATH, join(place, 'node_modules/.bin/meshpath'));
  writeFileSync(
    join(place, 'routes.test.yaml'),
    'tests: [{request: https://shop.example.com/api/items, expect: {to: api.shop:80, rule: shop/shop#1}}]\n',
  );
  return place;
}

const place = folder();
const hasJq = spawnSync('jq', ['--version']).status === 0;

test.for(blocks)('%s: %s', ([, commands], { skip }) => {
  if (!hasJq && commands.includes('jq')) skip('jq is not here');
  const path = [join(place, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']];
  const { status, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: place,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: path.join(delimiter),
      KUBECONFIG: kubeconfig,
      npm_config_offline: 'true',
      NO_COLOR: '1',
    },
  });
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.not.stringMatching(/^error:|mistake of meshpath/m),
  });
});
