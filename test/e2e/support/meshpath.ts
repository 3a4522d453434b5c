import { join } from 'node:path';

import { type Result, run } from './run.ts';

export const MESHPATH = join(import.meta.dirname, '../../../bin/meshpath.js');

/** The built program, without a terminal. */
export const meshpath = (...args: readonly string[]): Promise<Result> =>
  run(process.execPath, [MESHPATH, ...args], { env: { ...process.env, NO_COLOR: '1' } });
