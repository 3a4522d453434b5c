import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { parse } from 'yaml';

import type { RequestCase } from './request-case.ts';
import { type World, worldOf } from './world.ts';

/** Where the cases are, a folder each. */
export const CASES = join(import.meta.dirname, '../cases');

export const caseFolders: readonly string[] = globSync('**/objects.yaml', { cwd: CASES })
  .map(dirname)
  .toSorted();

const worlds = new Map<string, World>();

/** A case's objects, resolved. Read once, however many tests look at them: none can change them. */
export function caseWorld(folder: string): World {
  const world =
    worlds.get(folder) ?? worldOf(readFileSync(join(CASES, folder, 'objects.yaml'), 'utf8'));
  worlds.set(folder, world);
  return world;
}

/** Its table of requests, if it has one. */
export function caseRequests(folder: string): readonly RequestCase[] {
  const file = join(CASES, folder, 'requests.yaml');
  return existsSync(file) ? (parse(readFileSync(file, 'utf8')) as readonly RequestCase[]) : [];
}
