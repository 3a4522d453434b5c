import { createReadStream, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { UserError } from '../../lib/user-error.ts';

export const STDIN = '-';

/** A file may hold so much; more is left out, and said. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Behind `-f`: a file, the files of a folder, or standard input. Each once, in the order given. */
export async function findFiles(
  paths: readonly string[],
  recursive: boolean,
): Promise<readonly string[]> {
  const found = new Map<string, string>();
  for (const path of paths) {
    // One after the other, so that the first mistake is the one that is told.
    for (const file of await filesAt(path, recursive))
      found.set(file === STDIN ? STDIN : resolve(file), file);
  }
  return [...found.values()];
}

async function filesAt(path: string, recursive: boolean): Promise<readonly string[]> {
  if (path === STDIN) return [STDIN];
  if (!(await isFolder(path))) return [path];
  const files = await filesOf(path, recursive);
  if (files.length > 0) return files;
  throw new UserError(
    `${path} holds no .yaml, .yml or .json file.${recursive ? '' : ' With -R folders inside it are read too.'}`,
    3,
  );
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${reasonOf(error)}.`, 3);
  }
}

/** By name, folders among files, as kubectl walks them. Links to folders are not followed: they may lead in a circle. */
async function filesOf(folder: string, recursive: boolean): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return recursive ? filesOf(path, recursive) : [];
      return /\.(?:ya?ml|json)$/.test(entry.name) ? [path] : [];
    }),
  );
  return lists.flat();
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new UserError(`${folder} cannot be read: ${reasonOf(error)}.`, 3);
  }
}

export type FileBytes =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'unreadable'; readonly message: string };

/** A file may be a pipe as well: it is read to its end, or to the limit. */
export async function readFileBytes(
  path: string,
  stdin: AsyncIterable<Uint8Array | string>,
): Promise<FileBytes> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of path === STDIN ? stdin : createReadStream(path)) {
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > MAX_BYTES)
        return { type: 'unreadable', message: 'it is larger than 64 MiB; split it' };
      chunks.push(bytes);
    }
    return { type: 'bytes', bytes: Buffer.concat(chunks) };
  } catch (error) {
    return { type: 'unreadable', message: reasonOf(error) };
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such file or folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

function reasonOf(error: unknown): string {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
