import type { Kinds } from '../../inventory/kinds.ts';
import { refOf } from '../../inventory/read-object.ts';
import { groupBy } from '../../lib/group.ts';
import { defineCheck } from '../check.ts';
import { refText } from '../words.ts';

type ServiceEntry = Kinds['ServiceEntry'];

export const serviceEntryConflict = defineCheck({
  id: 'destination/service-entry-conflict',
  severity: 'warning',
  summary: 'A host stands in several ServiceEntries that say different things of it.',
  explain: `Istio keeps one description of a host for each namespace that sees it: the oldest ServiceEntry counts, and what
another one says of the same host and port is not used, or used by other proxies alone. Which one a request meets is
then hard to tell. Keep one ServiceEntry for a host.`,
  reads: ['ServiceEntry'],

  *run({ objects }) {
    const uses = objects.list('ServiceEntry').flatMap((entry) =>
      entry.spec.hosts.flatMap((host, index) =>
        entry.spec.ports.map((port) => ({
          entry,
          host,
          index,
          port: port.number ?? 0,
          says: saidBy(entry, port),
        })),
      ),
    );
    for (const group of groupBy(
      uses,
      ({ host, port, entry }) => `${host} ${port} ${entry.metadata.namespace ?? ''}`,
    ).values()) {
      const [first, ...others] = group.toSorted((a, b) => (age(a.entry) < age(b.entry) ? -1 : 1));
      for (const it of others)
        if (first !== undefined && it.entry !== first.entry && it.says !== first.says)
          yield {
            severity: 'warning',
            object: refOf(it.entry),
            path: `spec.hosts[${it.index}]`,
            message: `${refText(refOf(first.entry))} says otherwise of ${it.host}:${it.port}, and is older`,
            hint: 'Keep one of them.',
          };
    }
  },
});

const age = ({ metadata }: ServiceEntry): string =>
  `${metadata.creationTimestamp ?? ''} ${metadata.name}`;

const saidBy = (
  { spec }: ServiceEntry,
  { protocol, targetPort }: ServiceEntry['spec']['ports'][number],
): string =>
  JSON.stringify([
    protocol,
    targetPort,
    spec.resolution,
    spec.location,
    spec.endpoints,
    spec.workloadSelector,
  ]);
