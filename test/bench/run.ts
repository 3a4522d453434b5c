import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds that a program takes. */
export async function run(program: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === null || code > 1) throw new Error(`${program} ${args.join(' ')}: ${code}`);
  return performance.now() - started;
}

/** One `curl` for all, which drops what it reads. A server would indent what it sends to a user agent `curl`. */
export const curl = (
  caFile: string,
  headers: readonly string[],
  urls: readonly string[],
): Promise<number> =>
  run('curl', [
    '--silent',
    '--fail',
    '--cacert',
    caFile,
    '--user-agent',
    'bench',
    ...headers.flatMap((it) => ['--header', it]),
    ...urls.flatMap((it) => ['--output', '/dev/null', it]),
  ]);
