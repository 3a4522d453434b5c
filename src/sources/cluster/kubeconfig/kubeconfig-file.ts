import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { type Shape, type ShapeNote } from '../../../lib/shape.ts';
import { UserError } from '../../../lib/user-error.ts';
import {
  type ClusterEntry,
  type ContextEntry,
  type KubeconfigDocument,
  kubeconfigShape,
  type UserEntry,
} from './kubeconfig-shape.ts';

/** One kubeconfig file, its paths made absolute: they are relative to the file that names them. */
export interface KubeconfigFile {
  readonly path: string;
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
}

/** `undefined` where there is no such file. A file that cannot be read or understood is an error that names it. */
export function readKubeconfigFile(path: string): KubeconfigFile | undefined {
  const bytes = readIfThere(path);
  return bytes === undefined ? undefined : kubeconfigOf(path, decode(bytes));
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const why =
      code === 'EACCES'
        ? 'you may not read it'
        : code === 'EISDIR'
          ? 'it is a folder'
          : String(error);
    throw broken(path, `cannot be read: ${why}`);
  }
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le').slice(1);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes)
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString('utf16le')
      .slice(1);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function kubeconfigOf(path: string, source: string): KubeconfigFile {
  const document = read(path, source);
  if ((document.kind ?? 'Config') !== 'Config')
    throw broken(path, `is no kubeconfig: its kind is ${String(document.kind)} and not Config`);
  if (!['', 'v1'].includes(document.apiVersion ?? ''))
    throw broken(path, `has the apiVersion ${String(document.apiVersion)}; only v1 is known`);
  for (const { name = '', cluster } of document.clusters)
    checkBase64(path, `cluster ${JSON.stringify(name)}`, cluster, ['certificate-authority-data']);
  for (const { name = '', user } of document.users)
    checkBase64(path, `user ${JSON.stringify(name)}`, user, [
      'client-certificate-data',
      'client-key-data',
    ]);
  const absolute = (it: string | undefined): string | undefined =>
    it === undefined || it === '' || isAbsolute(it) ? it : join(dirname(path), it);
  return {
    path,
    currentContext: document['current-context'] ?? '',
    clusters: byName(
      path,
      'clusters',
      document.clusters.map(({ name, cluster }) => ({
        name,
        value: withPaths(cluster, ['certificate-authority'], absolute),
      })),
    ),
    users: byName(
      path,
      'users',
      document.users.map(({ name, user }) => ({ name, value: userWithPaths(user, absolute) })),
    ),
    contexts: byName(
      path,
      'contexts',
      document.contexts.map(({ name, context }) => ({ name, value: context })),
    ),
  };
}

function read(path: string, source: string): KubeconfigDocument {
  // As kubectl does, the first document alone; aliases are bounded by the parser.
  const [document] = parseAllDocuments(source, { version: '1.1', merge: true, logLevel: 'silent' });
  if (document === undefined || !('errors' in document)) return EMPTY;
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    const [what] = error.message.split(/ at line|\n/);
    throw broken(path, `is no YAML: ${String(what)} (line ${line}, column ${col})`);
  }
  return ofShape(path, document.toJS() ?? {}, kubeconfigShape);
}

function ofShape<T>(path: string, value: unknown, shape: Shape<T>): T {
  const notes: ShapeNote[] = [];
  const result = shape.read(value, { notes, share: (it) => it });
  // kubectl takes null for nothing, in lists too.
  const note = notes.find((it) => it.got !== 'null');
  if (note !== undefined) {
    const field = note.path === '' ? 'the file' : note.path;
    throw broken(path, `is no kubeconfig: ${field} must be ${note.wanted} and is ${note.got}`);
  }
  if (result === undefined) throw broken(path, 'is no kubeconfig');
  return result;
}

/** kubectl takes no file in which one of them is broken, needed or not. */
function checkBase64<K extends string>(
  path: string,
  where: string,
  entry: { readonly [F in K]?: string },
  fields: readonly K[],
): void {
  for (const field of fields) {
    const compact = (entry[field] ?? '').replaceAll(/\s/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0)
      throw broken(path, `has a ${field} of ${where} that is no base64`);
  }
}

const EMPTY: KubeconfigDocument = { clusters: [], users: [], contexts: [] };

function byName<T>(
  path: string,
  list: string,
  entries: readonly { readonly name: string | undefined; readonly value: T }[],
): ReadonlyMap<string, T> {
  const named = new Map<string, T>();
  for (const { name: given, value } of entries) {
    const name = given ?? '';
    if (named.has(name)) throw broken(path, `names ${JSON.stringify(name)} twice in ${list}`);
    named.set(name, value);
  }
  return named;
}

function userWithPaths(user: UserEntry, absolute: Absolute): UserEntry {
  const { exec, ...rest } = withPaths(
    user,
    ['client-certificate', 'client-key', 'tokenFile'],
    absolute,
  );
  if (exec === undefined) return rest;
  // A bare name is looked up in PATH.
  const isPath = exec.command !== undefined && /[/\\]/.test(exec.command);
  return { ...rest, exec: isPath ? withPaths(exec, ['command'], absolute) : exec };
}

type Absolute = (path: string | undefined) => string | undefined;

function withPaths<T extends object, K extends keyof T>(
  entry: T,
  fields: readonly K[],
  absolute: (path: T[K]) => T[K] | undefined,
): T {
  const changed: Partial<T> = {};
  for (const field of fields) {
    const path = absolute(entry[field]);
    if (path !== undefined) changed[field] = path;
  }
  return { ...entry, ...changed };
}

const broken = (path: string, what: string): UserError =>
  new UserError(`The kubeconfig ${path} ${what}. Mend it, or name another with --kubeconfig.`, 3);
