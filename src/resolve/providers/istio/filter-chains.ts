import { groupBy } from '../../../lib/group.ts';
import type { Judgement } from '../../../model/health.ts';
import type { SourcedServer } from './servers.ts';

/**
 * N4: Envoy refuses a listener whole where two of its filter chains ask for one name, or one for a name that it has no
 * notion of. istiod compares hosts with their namespace and rules with rules alone, so some such listeners get past it.
 */
export function refusalOf(servers: readonly SourcedServer[]): Judgement | undefined {
  for (const its of groupBy(servers, ({ source }) => address(source.bind)).values()) {
    const names = its.flatMap(chainNames);
    const partial = names.find((it) => it.includes('*') && it !== ANY && !it.startsWith('*.'));
    if (partial !== undefined) return refused('partial-wildcard', partial);
    const twice = names.find((it, index) => names.indexOf(it) !== index);
    if (twice !== undefined) return refused('name-asked-twice', twice);
  }
  return undefined;
}

const ANY = '*';

const address = (bind: string): string => (bind === '' ? '0.0.0.0' : bind);

/** One for any name asks for nothing, whatever names stand beside, and so does one for plain bytes. */
function chainNames({ tls, sni, clientCertificate }: SourcedServer): readonly string[] {
  // N6: a chain for each name of the mesh's own.
  if (tls === 'passthrough' && clientCertificate === 'mesh-only') return [];
  return tls === 'none' || sni.length === 0 || sni.includes(ANY) ? [ANY] : sni;
}

const refused = (because: string, message: string): Judgement => ({
  health: 'broken',
  reason: { type: 'listener-invalid', because, message },
});
