// Everything that must hold before a commit, side by side where two cores allow it.
// `npm run check`, or `npm run check -- types lint` for some of it.
import { spawn } from 'node:child_process';

const PARTS = {
  tests: 'vitest run --config test/vitest.config.ts',
  types: 'tsc',
  lint: 'oxlint . .scripts',
  format: 'oxfmt --check . .scripts',
  unused: 'knip',
  build: 'node .scripts/build.mjs && node bin/meshpath.js list --demo',
};

const names = process.argv.slice(2);
const unknown = names.filter((it) => !(it in PARTS));
if (unknown.length > 0) {
  console.error(
    `No such part: ${unknown.join(', ')}. There are: ${Object.keys(PARTS).join(', ')}.`,
  );
  process.exit(2);
}

const waiting = Object.keys(PARTS).filter((it) => names.length === 0 || names.includes(it));
const failed = [];
await Promise.all([lane(), lane()]);
if (failed.length > 0) {
  console.error(`\n✖ ${failed.join(', ')}`);
  process.exitCode = 1;
}

async function lane() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const { exitCode, output, seconds } = await run(PARTS[name]);
    if (exitCode !== 0) failed.push(name);
    // Of what passed only the tests have something to say: how many they were.
    if (exitCode !== 0 || name === 'tests') process.stdout.write(output);
    console.log(`${exitCode === 0 ? '✔' : '✖'} ${name} (${seconds} s)`);
  }
}

function run(command) {
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers();
  const child = spawn(command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: process.stdout.isTTY ? { FORCE_COLOR: '1', ...process.env } : process.env,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (it) => {
      output += it;
    });
  child.on('close', (exitCode) =>
    resolve({ exitCode, output, seconds: ((performance.now() - started) / 1000).toFixed(1) }),
  );
  return promise;
}
