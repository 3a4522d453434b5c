import type { Kind } from '../../src/inventory/kinds.ts';
import type { Reader } from '../../src/inventory/reader.ts';
import type { Finding } from '../../src/model/finding.ts';
import { snapshotOf } from '../../src/session/session.ts';
import { filesSource } from '../../src/sources/files/files-source.ts';
import { CASE_NOW } from './world.ts';

/** The findings about a file of objects which is all there is, and the line that each points to. */
export async function findingsIn(
  path: string,
): Promise<readonly (Finding & { readonly line: number })[]> {
  const source = filesSource({
    paths: [path],
    recursive: false,
    complete: true,
    stdin: neverRead(),
    now: () => CASE_NOW,
  });
  await source.open(() => {});
  const { findings } = snapshotOf(source);
  return findings.map((it) => ({ ...it, line: source.locate?.(it.object, it.path)?.line ?? 0 }));
}

/** There is nothing on standard input. */
async function* neverRead(): AsyncGenerator<string> {}

/** A reader that notes which kinds are asked for. */
export function watched(objects: Reader): { readonly reader: Reader; readonly asked: Set<Kind> } {
  const asked = new Set<Kind>();
  const note = <K extends Kind>(kind: K): K => {
    asked.add(kind);
    return kind;
  };
  return {
    asked,
    reader: {
      list: (kind) => objects.list(note(kind)),
      inNamespace: (kind, namespace) => objects.inNamespace(note(kind), namespace),
      select: (kind, labels, namespace) => objects.select(note(kind), labels, namespace),
      get: (kind, namespace, name) => objects.get(note(kind), namespace, name),
      coverage: (kind, namespace) => objects.coverage(note(kind), namespace),
    },
  };
}
