import { EXIT } from './exit-codes.ts';
import type { Io, Output } from './io.ts';

/** The real one. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly);
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    stdin: { isTTY: process.stdin.isTTY },
    env: process.env,
    now: () => Date.now(),
    untilInterrupted,
  };
}

const outputOf = (stream: NodeJS.WriteStream): Output => ({
  write: (text) => void stream.write(text),
  isTTY: stream.isTTY,
  get columns() {
    return stream.columns;
  },
});

/** A reader that closes the pipe early has seen enough: no error. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.done);
}

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

function untilInterrupted(): Promise<number> {
  return new Promise((resolve) => {
    for (const [signal, exitCode] of SIGNALS) process.once(signal, () => resolve(exitCode));
  });
}
