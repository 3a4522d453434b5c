// Bundles src/main.ts into dist/, so that the published package has nothing to install.
// `--sizes` says what came of it. Types are checked apart from this, by tsc.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { build } from 'esbuild';
import { minifySync } from 'rolldown/utils';

import { notices } from './notices.mjs';
import { explanations } from './slim/explanations.mjs';
import { DATA, data, READ_DATA, slim } from './slim/slim.mjs';

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
  banner: { js: REQUIRE + READ_DATA },
  plugins: [slim, explanations(data)],
});

const code = globSync('**/*.js', { cwd: DIST }).map((it) => join(DIST, it));
for (const file of code) {
  const text = readFileSync(file, 'utf8')
    .replace(REQUIRE + READ_DATA, '')
    .trimStart();
  const needed = [/\brequire\b/.test(text) && REQUIRE, text.includes('__data(') && READ_DATA];
  writeFileSync(file, minified(file, [...needed.filter(Boolean), text].join('')));
}
for (const [name, bytes] of DATA) writeFileSync(join(DIST, 'chunks', name), bytes);
if (readFileSync(join(DIST, 'main.js'), 'utf8').includes('.br'))
  throw new Error('Data stand beside the chunks, and main.js asks for some.');

const legal = globSync('**/*.LEGAL.txt', { cwd: DIST }).map((it) => join(DIST, it));
const comments = legal.map((it) => readFileSync(it, 'utf8'));
legal.forEach((it) => rmSync(it));
writeFileSync(join(DIST, 'THIRD-PARTY-NOTICES'), notices(ROOT, metafile, comments));

const schema = JSON.parse(readFileSync(join(ROOT, 'src/report/schema.json'), 'utf8'));
writeFileSync(join(DIST, 'schema.json'), JSON.stringify(schema));

if (process.argv.includes('--sizes')) {
  const sizes = code.map((file) => [statSync(file).size, relative(ROOT, file)]);
  for (const [bytes, file] of sizes.toSorted(([a], [b]) => b - a))
    console.log(kilobytes(bytes), file);
  console.log(kilobytes(sizes.reduce((sum, [bytes]) => sum + bytes, 0)), 'in all');
}

/** Without functions inside of others that nobody calls, which esbuild leaves. */
function minified(file, text) {
  const { code: smaller, errors } = minifySync(file, text, { module: true });
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  return smaller;
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
