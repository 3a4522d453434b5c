import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

import type { Io, Output } from '../../src/cli/io.ts';
import { processIo } from '../../src/cli/process-io.ts';
import { main } from '../../src/main.ts';
import { CASE_NOW } from './world.ts';

/**
 * A transcript is what somebody sees who types: `$ [NAME=value…] meshpath … [< file]`, then stdout, then stderr with
 * `! ` before each line, then `[exit n]` where that is not 0. Text before the first command is a comment. Names that
 * begin with `files/` are those beside the transcripts.
 */
export async function replay(transcript: string, folder: string): Promise<string> {
  const [comment = '', ...blocks] = transcript.split(/^(?=\$ )/m);
  const answers: string[] = [];
  for (const block of blocks) {
    const line = block.slice(0, block.indexOf('\n'));
    answers.push(`${line}\n${await answerTo(line.slice(2), folder)}`);
  }
  return `${comment}${answers.join('\n')}`;
}

async function answerTo(line: string, folder: string): Promise<string> {
  const { argv, env, input } = commandOf(line, folder);
  const { io, stdout, stderr } = recordingIo(env);
  const stdin = input === undefined ? Readable.from([]) : createReadStream(input);
  const exitCode = await main(argv, io, () => stdin);
  const said = stderr()
    .split('\n')
    .slice(0, -1)
    .map((it) => `! ${it}\n`)
    .join('');
  const answer = `${stdout()}${said}${exitCode === 0 ? '' : `[exit ${exitCode}]\n`}`;
  return answer.replaceAll(`${folder}/`, '');
}

/** No terminal; what is written is kept. */
export function recordingIo(env: Io['env'] = {}): {
  readonly io: Io;
  stdout(): string;
  stderr(): string;
} {
  const stdout = recorder();
  const stderr = recorder();
  const io: Io = {
    stdout,
    stderr,
    stdin: { isTTY: false },
    env: { HOME: '/home/somebody', ...env },
    now: () => CASE_NOW,
    readFile: processIo().readFile,
    writeFile: () => Promise.resolve(),
    untilInterrupted: () => Promise.resolve(130),
  };
  return { io, stdout: stdout.text, stderr: stderr.text };
}

interface Command {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | undefined;
}

function commandOf(line: string, folder: string): Command {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare = '']) =>
    (quoted ?? bare).replace(/(^|[=+])(?=files\/)/, `$1${folder}/`),
  );
  const start = words.indexOf('meshpath');
  const redirect = words.indexOf('<');
  return {
    argv: words.slice(start + 1, redirect < 0 ? undefined : redirect),
    env: Object.fromEntries(
      words.slice(0, start).map((it) => [it.replace(/=.*/, ''), it.replace(/^[^=]*=/, '')]),
    ),
    input: redirect < 0 ? undefined : words[redirect + 1],
  };
}

function recorder(): Output & { text(): string } {
  const written: string[] = [];
  return { isTTY: false, write: (text) => void written.push(text), text: () => written.join('') };
}
