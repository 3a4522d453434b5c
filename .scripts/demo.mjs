// Plays demo.tape on a terminal that is really interpreted, and draws what stands there as an SVG that moves:
// `node .scripts/demo.mjs`, after a build. The tape is in the language of VHS, of which it uses a few words.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const ROOT = join(import.meta.dirname, '..');
const COLUMNS = 110;
const ROWS = 32;

/** What a tape says, a word and its argument each. */
export const readTape = (text) =>
  text
    .split('\n')
    .map((it) => it.trim())
    .filter((it) => it !== '' && !it.startsWith('#'))
    .map((line) => {
      const [word, ...rest] = line.split(' ');
      return { word, argument: rest.join(' ').replace(/^"(.*)"$/, '$1') };
    });

const KEYS = {
  Enter: '\r',
  Escape: '\u001b',
  Down: '\u001b[B',
  Up: '\u001b[A',
  Space: ' ',
  Tab: '\t',
};

/** A frame for each rest of a second or more: its cells, and how long it stands. */
export async function play(tape) {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  const [first, ...steps] = tape.filter(({ word }) => !['Output', 'Set', 'Require'].includes(word));
  if (first?.word !== 'Type') throw new Error('a tape begins with a command that is typed');
  const [program, ...words] = first.argument.split(' ').filter((it) => it !== 'npx');
  if (program !== 'meshpath') throw new Error(`a tape shows meshpath, not ${program}`);
  const child = spawn(process.execPath, [join(ROOT, 'bin/meshpath.js'), ...words], {
    cols: COLUMNS,
    rows: ROWS,
    env: {
      ...process.env,
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      FORCE_COLOR: '1',
      CI: undefined,
    },
  });
  const ended = new Promise((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  child.onData((data) => terminal.write(data));
  const frames = [];
  for (const [index, { word, argument }] of steps.entries()) {
    if (word === 'Sleep') {
      const seconds = Number.parseFloat(argument) / (argument.endsWith('ms') ? 1000 : 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      if (seconds >= 1) frames.push({ seconds, rows: rowsOf(terminal) });
    } else if (word === 'Type') child.write(argument);
    else if (word in KEYS) {
      // The first Enter sends the command that was typed.
      if (index > 0) child.write(KEYS[word]);
    } else throw new Error(`the player does not know ${word}`);
  }
  return { frames, exitCode: await ended };
}

/** Of each row the runs of one look. */
export function rowsOf(terminal) {
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, y) => {
    const line = active.getLine(active.baseY + y);
    const runs = [];
    for (let x = 0; x < terminal.cols; x += 1) {
      const cell = line?.getCell(x);
      const text = cell?.getChars() || (cell?.getWidth() === 0 ? '' : ' ');
      const look = lookOf(cell);
      const last = runs.at(-1);
      if (last?.look === look) last.text += text;
      else runs.push({ x, look, text });
    }
    return runs;
  });
}

const PALETTE = [
  '#484f58 #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #b1bac4'.split(' '),
  '#6e7681 #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #ffffff'.split(' '),
].flat();

const colour = (number, isRgb, isPalette) =>
  isRgb
    ? `#${number.toString(16).padStart(6, '0')}`
    : isPalette
      ? (PALETTE[number] ?? cube(number))
      : undefined;

function lookOf(cell) {
  if (cell === undefined) return '';
  const front = colour(cell.getFgColor(), cell.isFgRGB(), cell.isFgPalette()) ?? '#c9d1d9';
  const back = colour(cell.getBgColor(), cell.isBgRGB(), cell.isBgPalette());
  const [fill, ground] = cell.isInverse() ? [back ?? '#0d1117', front] : [front, back];
  return [fill, ground ?? '', cell.isBold() ? 'bold' : '', cell.isDim() ? 'dim' : ''].join(' ');
}

const level = (it) => (it === 0 ? 0 : 55 + it * 40);

/** xterm's colours from 16 on: a cube, then greys. */
function cube(number) {
  const rest = number - 16;
  const grey = 8 + (number - 232) * 10;
  const parts =
    number < 232
      ? [rest / 36, (rest / 6) % 6, rest % 6].map((it) => level(Math.floor(it)))
      : [grey, grey, grey];
  return `#${parts.map((it) => it.toString(16).padStart(2, '0')).join('')}`;
}

const CELL = { width: 8.4, height: 18 };

/** One frame stands still; several take turns. */
export function svgOf(frames, title) {
  const total = frames.reduce((sum, it) => sum + it.seconds, 0);
  const [width, height] = [COLUMNS * CELL.width + 32, frames[0].rows.length * CELL.height + 32];
  let at = 0;
  const groups = frames.map(({ seconds, rows }, index) => {
    const [from, to] = [at, at + seconds].map((it) => ((it / total) * 100).toFixed(2));
    at += seconds;
    if (frames.length === 1) return { style: '', body: rows.map(rowOf).join('') };
    const style = `@keyframes f${index}{0%,${from}%{visibility:hidden}${from}%,${to}%{visibility:visible}${to}%,100%{visibility:hidden}}.f${index}{visibility:hidden;animation:f${index} ${total}s step-end infinite}`;
    return { style, body: `<g class="f${index}">${rows.map(rowOf).join('')}</g>` };
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    `<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre}${groups.map((it) => it.style).join('')}.f0{visibility:visible}@media(prefers-reduced-motion){g{animation:none!important}}</style>`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    ...groups.map((it) => it.body),
    '</svg>\n',
  ].join('\n');
}

function rowOf(runs, y) {
  const top = 16 + y * CELL.height;
  return runs
    .filter(({ text, look }) => text.trim() !== '' || look.split(' ')[1] !== '')
    .map(({ x, look, text }) => {
      const [fill, ground, bold, dim] = look.split(' ');
      const left = (16 + x * CELL.width).toFixed(1);
      const length = (text.length * CELL.width).toFixed(1);
      const box =
        ground === ''
          ? ''
          : `<rect x="${left}" y="${top}" width="${length}" height="${CELL.height}" fill="${ground}"/>`;
      const more = `${bold === '' ? '' : ' font-weight="bold"'}${dim === '' ? '' : ' opacity=".6"'}`;
      return `${box}<text x="${left}" y="${top + 14}" textLength="${length}" fill="${fill}"${more}>${escaped(text)}</text>`;
    })
    .join('');
}

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

if (process.argv[1] === import.meta.filename) {
  const tape = readTape(readFileSync(join(ROOT, 'demo.tape'), 'utf8'));
  const output = tape.find(({ word }) => word === 'Output')?.argument;
  const { frames } = await play(tape);
  const title = 'meshpath: from an entry point down to a Pod that crashes';
  writeFileSync(join(ROOT, output), svgOf(frames, title));
  console.log(`${output}: ${frames.length} frames`);
}
