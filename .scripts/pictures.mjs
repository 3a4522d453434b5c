// Draws docs/pictures/*.svg from the demo: real frames, of the program as it is built. `npm run pictures`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

import { rowsOf, svgOf } from './demo.mjs';

const ROOT = join(import.meta.dirname, '..');
const SIZE = { cols: 110, rows: 30 };

/** What to type for each, and what then stands on the screen. */
const SCENES = [
  { name: 'entry-points', keys: [], until: /subset|fail/ },
  { name: 'path', keys: ['\r', 'o'], until: /▌.*10 %|▌.*v2/ },
  { name: 'why', keys: ['\r', 'o', 'i'], until: /why/ },
  { name: 'timeline', keys: ['\r', 'T'], until: /timeline/ },
  // A URL that is pasted is traced.
  {
    name: 'trace',
    keys: ['\u001b[200~https://bookinfo.example.com/reviews\u001b[201~'],
    until: /of such requests fail/,
  },
  { name: 'findings', keys: ['3'], until: /findings/ },
  { name: 'yaml', keys: ['y'], until: /apiVersion/ },
  { name: 'logs', keys: ['5', 'L'], until: /logs/ },
  { name: 'go-to-anything', keys: ['\u0010', 'r', 'e', 'v'], until: /what reaches it/ },
  { name: 'help', keys: ['?'], until: /history/ },
];

mkdirSync(join(ROOT, 'docs/pictures'), { recursive: true });
for (const scene of SCENES) {
  const svg = svgOf([await frameOf(scene)], `meshpath: ${scene.name.replaceAll('-', ' ')}`);
  writeFileSync(join(ROOT, `docs/pictures/${scene.name}.svg`), svg);
  console.log(`docs/pictures/${scene.name}.svg`);
}

async function frameOf({ keys, until }) {
  const screen = new xterm.Terminal({ ...SIZE, allowProposedApi: true });
  const env = { ...process.env, TERM: 'xterm-256color', XDG_STATE_HOME: '/dev/null', NO_COLOR: '' };
  const bin = join(ROOT, 'bin/meshpath.js');
  const pty = spawn(process.execPath, [bin, '--demo=subset-without-pods'], { ...SIZE, env });
  pty.onData((data) => screen.write(data));
  await shows(screen, /● live/);
  for (const key of keys) {
    pty.write(key);
    await sleep(400);
  }
  await shows(screen, until);
  await sleep(1500);
  pty.kill('SIGKILL');
  return { seconds: 1, rows: rowsOf(screen) };
}

async function shows(screen, pattern) {
  const text = () =>
    rowsOf(screen)
      .map((runs) => runs.map((it) => it.text).join(''))
      .join('\n');
  for (let tries = 0; tries < 300; tries += 1) {
    if (pattern.test(text())) return;
    await sleep(100);
  }
  throw new Error(`no ${pattern} in:\n${text()}`);
}
