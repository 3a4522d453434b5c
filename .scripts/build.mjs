// Bundles src/main.ts into dist/, so that the published package has nothing to install.
// `--sizes` says what came of it. Types are checked apart from this, by tsc.
import { execFileSync } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { build } from 'esbuild';

import { notices } from './notices.mjs';
import { explanations } from './slim/explanations.mjs';
import { slim, unpacked } from './slim/slim.mjs';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

rmSync(DIST, { recursive: true, force: true });

const REQUIRE =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  minify: true,
  metafile: true,
  legalComments: 'external',
  logLevel: 'warning',
  define: {
    MESHPATH_VERSION: JSON.stringify(version),
    MESHPATH_COMMIT: JSON.stringify(commit()),
    'process.env.NODE_ENV': '"production"',
  },
  // Some of the bundled packages are CommonJS and ask for Node's modules by `require`.
  banner: { js: REQUIRE },
  plugins: [slim, explanations(unpacked)],
});

for (const file of globSync('**/*.js', { cwd: DIST }).map((it) => join(DIST, it))) {
  const code = readFileSync(file, 'utf8').replace(REQUIRE, '').trimStart();
  if (!/\brequire\b/.test(code)) writeFileSync(file, code);
}

const legal = globSync('**/*.LEGAL.txt', { cwd: DIST }).map((it) => join(DIST, it));
const comments = legal.map((it) => readFileSync(it, 'utf8'));
legal.forEach((it) => rmSync(it));
writeFileSync(join(DIST, 'THIRD-PARTY-NOTICES'), notices(ROOT, metafile, comments));

for (const schema of ['src/report/schema.json', 'src/cli/config.schema.json'])
  writeFileSync(
    join(DIST, basename(schema)),
    JSON.stringify(JSON.parse(readFileSync(join(ROOT, schema), 'utf8'))),
  );

// The program itself knows what it reads.
const clusterRole = execFileSync(
  process.execPath,
  [join(ROOT, 'bin/meshpath.js'), 'doctor', '--cluster-role'],
  { encoding: 'utf8' },
);
writeFileSync(join(DIST, 'clusterrole.yaml'), clusterRole);

if (process.argv.includes('--sizes')) {
  const outputs = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('.js'));
  for (const [file, { bytes }] of outputs.toSorted(([, a], [, b]) => b.bytes - a.bytes))
    console.log(kilobytes(bytes), file);
  console.log(kilobytes(outputs.reduce((sum, [, it]) => sum + it.bytes, 0)), 'in all');
}

/** The state of the sources; `unknown` where they are no checkout. */
function commit() {
  const hash = git('rev-parse', '--short=9', 'HEAD');
  return hash ? `${hash}${git('status', '--porcelain') ? '+' : ''}` : 'unknown';
}

function git(...args) {
  return spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout?.trim();
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}
