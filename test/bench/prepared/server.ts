import { kindOf } from '../../../src/inventory/read-object.ts';
import { groupBy } from '../../../src/lib/group.ts';
import { systemClock } from '../../../src/sources/cluster/clock.ts';
import { listPath } from '../../../src/sources/cluster/discovery.ts';
import { MAGIC } from '../../../src/sources/cluster/protobuf/envelope.ts';
import { ApiServer, body, type Resource } from '../../support/faults/api-server.ts';
import { serve } from '../../support/faults/https.ts';
import type { Made } from '../cluster/realistic-pod.ts';
import { bigWorld, type Size } from '../world.ts';
import { changesOf } from './changes.ts';
import type { Order, Told } from './orders.ts';
import { pagesOf, podForms } from './pages.ts';
import { storing } from './stored.ts';

/**
 * An API server in a process of its own (`server.ts SIZE`), whose lists are bytes that are there before anybody asks:
 * it costs next to nothing itself, and holds more than a real one can be filled with. It takes its orders as messages.
 */
const VERSION = '100';

const size = JSON.parse(process.argv[2] ?? '') as Size;
const tell = (told: Told): void => void process.send?.(told);

const world = bigWorld(size) as readonly Made[];
const pages = new Map<string, readonly Buffer[]>();
const resources: Resource[] = [];
for (const [kind, objects] of groupBy(world, (it) => it.kind)) {
  const resource = resourceOf(objects);
  resources.push(resource);
  pages.set(
    `${resource.base}/${resource.plural}`,
    pagesOf(kind, objects.map(storing(VERSION)), VERSION),
  );
}

const formsOfPod = podForms();
const server = new ApiServer({
  clock: systemClock,
  resources,
  formsOf: (kind, object) => (kind === 'Pod' ? formsOfPod(object) : undefined),
});
server.fault = ({ path, query }) => {
  const page = pages.get(path)?.[Number(query['continue'] ?? 0)];
  if (page === undefined || query['watch'] !== undefined) return undefined;
  const isProtobuf = MAGIC.equals(page.subarray(0, MAGIC.length));
  return body(page, 200, {
    'content-type': isProtobuf ? 'application/vnd.kubernetes.protobuf' : 'application/json',
  });
};

const changes = changesOf(world, server);
process.on('message', (order: Order) => {
  if (order.type === 'change') changes.start(order.perSecond);
  else tell({ type: 'sent', at: changes.setReady(order.pod, order.isReady) });
});
process.on('disconnect', () => process.exit());

const { cluster } = await serve(server);
tell({
  type: 'listening',
  cluster,
  pages: [...pages].flatMap(([path, all]) => all.map((_, it) => `${path}?continue=${it}`)),
});

function resourceOf([first]: readonly Made[]): Resource {
  const type = first && kindOf(first.apiVersion, first.kind);
  if (first === undefined || type === undefined)
    throw new Error(`not read: ${JSON.stringify(first)}`);
  const [, base = '', plural = ''] = /^(.*)\/(.*)$/.exec(listPath(type.kind, type.served)) ?? [];
  return { base, plural, kind: first.kind, namespaced: first.metadata.namespace !== undefined };
}
