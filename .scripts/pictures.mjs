// Draws docs/pictures/*.svg from the demo: real frames, of the program as it is built. `npm run pictures`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const ROOT = join(import.meta.dirname, '..');
const SIZE = { cols: 110, rows: 30 };

/** What to type for each, and what then stands on the screen. */
const SCENES = [
  { name: 'entry-points', keys: [], until: /subset|fail/ },
  { name: 'path', keys: ['\r', 'o'], until: /▌.*10 %|▌.*v2/ },
  { name: 'why', keys: ['\r', 'o', 'i'], until: /why/ },
  { name: 'timeline', keys: ['\r', 'T'], until: /timeline/ },
  { name: 'trace', keys: ['t', '\r'], until: /request/ },
  { name: 'findings', keys: ['3'], until: /findings/ },
  { name: 'yaml', keys: ['y'], until: /apiVersion/ },
  { name: 'logs', keys: ['5', 'L'], until: /logs/ },
  { name: 'go-to-anything', keys: ['\u0010', 'r', 'e', 'v'], until: /what reaches it/ },
  { name: 'help', keys: ['?'], until: /history/ },
];

mkdirSync(join(ROOT, 'docs/pictures'), { recursive: true });
for (const scene of SCENES) {
  const svg = svgOf(await frameOf(scene));
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
  return screen;
}

async function shows(screen, pattern) {
  const text = () =>
    rowsOf(screen)
      .map((it) => it.translateToString())
      .join('\n');
  for (let tries = 0; tries < 300; tries += 1) {
    if (pattern.test(text())) return;
    await sleep(100);
  }
  throw new Error(`no ${pattern} in:\n${text()}`);
}

function rowsOf(screen) {
  const { active } = screen.buffer;
  return Array.from({ length: SIZE.rows }, (_, row) => active.getLine(active.baseY + row));
}

function svgOf(screen) {
  const [width, height] = [8.4, 18];
  const colours = {
    1: '#ff6b68',
    2: '#7ec77a',
    3: '#e5b455',
    4: '#6ea8fe',
    5: '#d787d7',
    6: '#5fc9c9',
    8: '#8a8f98',
  };
  const [fore, back] = ['#d8dbe0', '#16181d'];
  const parts = [];
  for (const [row, line] of rowsOf(screen).entries()) {
    for (const { text, column, style } of runsOf(line)) {
      const colour = style.colour === undefined ? fore : (colours[style.colour] ?? fore);
      const [x, y, long] = [column * width, row * height, text.length * width];
      if (style.inverse)
        parts.push(`<rect x="${x}" y="${y}" width="${long}" height="${height}" fill="${colour}"/>`);
      if (text.trim() === '') continue;
      const fill = style.inverse ? back : colour;
      const more = `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.6"' : ''}`;
      parts.push(
        `<text x="${x}" y="${y + 13.5}" fill="${fill}"${more} textLength="${long}" lengthAdjust="spacing">${escaped(text)}</text>`,
      );
    }
  }
  const [w, h] = [SIZE.cols * width, SIZE.rows * height];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 ${w + 20} ${h + 20}" font-family="ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="14" xml:space="preserve">`,
    `<rect x="-10" y="-10" width="${w + 20}" height="${h + 20}" rx="8" fill="${back}"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** Cells of one style that stand beside each other. */
function runsOf(line) {
  const runs = [];
  for (let column = 0; column < SIZE.cols; column += 1) {
    const cell = line.getCell(column);
    const style = {
      ...(!cell.isFgDefault() && { colour: cell.getFgColor() }),
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      inverse: cell.isInverse() !== 0,
    };
    const text = cell.getChars() || ' ';
    const last = runs.at(-1);
    if (last !== undefined && JSON.stringify(last.style) === JSON.stringify(style))
      last.text += text;
    else runs.push({ text, column, style });
  }
  return runs;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
