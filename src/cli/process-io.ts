import { decode } from '../lib/decode.ts';
import { UserError } from '../lib/user-error.ts';
import { EXIT } from './exit-codes.ts';
import type { Io, Output } from './io.ts';

/** The real one. */
export function processIo(): Io {
  return {
    stdout: outputOf(1, () => process.stdout, unanswered),
    // Notes that nobody takes keep nobody from the answer.
    stderr: outputOf(
      2,
      () => process.stderr,
      () => {},
    ),
    stdin: {
      get isTTY() {
        return isTerminal(0);
      },
    },
    env: process.env,
    now: () => Date.now(),
    readFile,
    writeFile,
    untilInterrupted,
  };
}

/** Node opens a stream when it is first asked for, which takes longer than to print a help text. */
function outputOf(
  descriptor: 1 | 2,
  stream: () => NodeJS.WriteStream,
  failed: (error: NodeJS.ErrnoException) => void,
): Output {
  let isWatched = false;
  const opened = (): NodeJS.WriteStream => {
    if (!isWatched) stream().on('error', failed);
    isWatched = true;
    return stream();
  };
  return {
    write: (text) => {
      const rest = isWatched ? text : restAfterWriting(text, descriptor);
      if (rest.length > 0) opened().write(rest);
    },
    get isTTY() {
      return isTerminal(descriptor);
    },
    get columns() {
      return stream().columns;
    },
  };
}

/**
 * What cannot be written at once is left to the stream, which also says why. On Windows a terminal takes text from a
 * stream alone.
 */
function restAfterWriting(text: string, descriptor: 1 | 2): string | Uint8Array {
  if (process.platform === 'win32') return text;
  const { writeSync } = process.getBuiltinModule('node:fs');
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
  } catch {
    // The stream fails likewise.
  }
  return bytes.subarray(written);
}

/** Asked for when it is needed, and not imported: that alone takes a tenth of the time of a whole start. */
const isTerminal = (descriptor: number): boolean =>
  process.getBuiltinModule('node:tty').isatty(descriptor);

/** A reader that closes the pipe early has seen enough: no error. A disk that is full is one. */
function unanswered(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  process.stderr.write(`error: The answer cannot be written: ${reasonOf(error)}.\n`);
  process.exit(EXIT.unreadable);
}

async function readFile(path: string): Promise<string> {
  const files = await import('node:fs/promises');
  const text = await files.readFile(path).then(decode, (error: unknown) => {
    throw new UserError(`${path} cannot be read: ${reasonOf(error)}.`, EXIT.unreadable);
  });
  if (text !== undefined) return text;
  throw new UserError(`${path} is no text in UTF-8 or UTF-16.`, EXIT.unreadable);
}

/** What was read of a cluster is for its owner alone. */
async function writeFile(path: string, text: string): Promise<void> {
  const files = await import('node:fs/promises');
  try {
    await files.writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    throw new UserError(`${path} cannot be written: ${reasonOf(error)}.`, EXIT.unreadable);
  }
}

/** `ENOENT: no such file or directory, open 'a.yaml'` says the path a second time. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^[A-Z]+: |, \w+( '.*')?$/g, '');

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

function untilInterrupted(): Promise<number> {
  return new Promise((resolve) => {
    for (const [signal, exitCode] of SIGNALS) process.once(signal, () => resolve(exitCode));
  });
}
