/**
 * N10, N49: who sees an object. `private` is its own namespace alone, `named` lists others, `nobody` is what `~` says.
 */
export type Visibility = 'public' | 'private' | 'named' | 'none';

/** How an object reaches the proxies of one namespace, or that it does not. */
export function visibilityFrom(
  exportTo: readonly string[],
  owner: string,
  reader: string | undefined,
): Visibility {
  if (exportTo.length === 0 || exportTo.includes('*')) return 'public';
  if (exportTo.includes('~')) return 'none';
  // Where the gateway's namespace is not known, nothing that is exported to some is left out.
  if (reader === undefined) return 'named';
  if (!exportTo.some((it) => it === reader || (it === '.' && owner === reader))) return 'none';
  return owner === reader ? 'private' : 'named';
}

export const isVisible = (
  exportTo: readonly string[],
  owner: string,
  reader: string | undefined,
): boolean => visibilityFrom(exportTo, owner, reader) !== 'none';

/** N49: what a Service says by annotation. */
export const serviceExport = (annotations: Readonly<Record<string, string>>): readonly string[] =>
  (annotations['networking.istio.io/exportTo'] ?? '')
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
