import { kindOf } from '../inventory/read-object.ts';
import type { Reader } from '../inventory/reader.ts';
import type { Finding, IgnoredFinding } from '../model/finding.ts';

/** Silences checks for the object that it stands on: `destination/subset-empty, route/shadowed because canary off`. */
const IGNORE_ANNOTATION = 'meshpath.dev/ignore';

/** What the annotation on the finding's object says to it; absent where it stands. */
export function ignoredBy(
  { check, object }: Finding,
  objects: Reader,
): Pick<IgnoredFinding, 'because'> | undefined {
  const type = kindOf(object.apiVersion, object.kind);
  if (type === undefined) return undefined;
  const found = objects.get(type.kind, object.namespace ?? '', object.name);
  if (found.type !== 'found') return undefined;
  const text = found.object.metadata.annotations[IGNORE_ANNOTATION];
  if (text === undefined) return undefined;
  const [ids = '', ...reason] = text.split(/\s+because\s+/);
  const because = reason.join(' because ').trim();
  const fits = ids
    .split(/[\s,]+/)
    .some((it) => it === check || (it.endsWith('/*') && check.startsWith(it.slice(0, -1))));
  return fits ? (because === '' ? {} : { because }) : undefined;
}
