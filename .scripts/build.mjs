// Bundles src/main.ts into dist/, so that the published package has nothing to install.
// `--sizes` says what came of it. Types are checked apart from this, by tsc.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { rolldown } from 'rolldown';

import { notices } from './notices.mjs';
import { explanations } from './slim/explanations.mjs';
import { DATA, data, slim } from './slim/slim.mjs';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

rmSync(DIST, { recursive: true, force: true });

const bundle = await rolldown({
  cwd: ROOT,
  input: 'src/main.ts',
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  transform: {
    target: 'node22.19',
    define: {
      MESHPATH_VERSION: JSON.stringify(version),
      MESHPATH_COMMIT: JSON.stringify(commit()),
      'process.env.NODE_ENV': '"production"',
    },
  },
  plugins: [slim, explanations(data)],
});
const { output: chunks } = await bundle.write({
  dir: 'dist',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  minify: true,
  comments: false,
  // Each file takes its time to open: what all commands need is one, and so is what comes before the first paint.
  codeSplitting: {
    groups: [
      { name: 'main', tags: ['$initial'], priority: 1 },
      { name: 'core', test: /[/\\]src[/\\](?!cli|tui|sources|probe)\w+[/\\]/, minShareCount: 2 },
      { name: 'cli', test: /[/\\]src[/\\]cli[/\\]/, minShareCount: 2 },
    ],
  },
});

const circle = circleOf(chunks);
if (circle !== undefined) throw new Error(`Files need each other before they are read: ${circle}`);
for (const [name, bytes] of DATA) writeFileSync(join(DIST, 'chunks', name), bytes);

writeFileSync(join(DIST, 'THIRD-PARTY-NOTICES'), notices(ROOT, chunks));

const schema = JSON.parse(readFileSync(join(ROOT, 'src/report/schema.json'), 'utf8'));
writeFileSync(join(DIST, 'schema.json'), JSON.stringify(schema));

if (process.argv.includes('--sizes')) {
  const sizes = chunks.map(({ fileName }) => [statSync(join(DIST, fileName)).size, fileName]);
  for (const [bytes, file] of sizes.toSorted(([a], [b]) => b - a))
    console.log(kilobytes(bytes), file);
  console.log(kilobytes(sizes.reduce((sum, [bytes]) => sum + bytes, 0)), 'in all');
}

/** Files that import each other, where there are some: what one needs of the other may not be there yet. */
function circleOf(files) {
  const imports = new Map(files.map((it) => [it.fileName, it.imports]));
  const done = new Set();
  const from = (file, way) => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file].join(' → ');
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const found = from(next, [...way, file]);
      if (found !== undefined) return found;
    }
    done.add(file);
    return undefined;
  };
  return [...imports.keys()].map((it) => from(it, [])).find((it) => it !== undefined);
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
