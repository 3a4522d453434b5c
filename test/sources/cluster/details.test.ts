import { expect, test } from 'vitest';

import { readCluster } from '../../../src/sources/cluster/cluster-source.ts';
import { chanceOf } from '../../support/chance.ts';
import { ApiServer, failure } from '../../support/faults/api-server.ts';
import { virtualClock } from '../../support/faults/clocks.ts';
import { memoryTransport } from '../../support/faults/memory-transport.ts';

const POD = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1' };

test.for([
  [400, 'BadRequest', 'previous terminated container "web" in pod "web-1" not found'],
  [500, 'InternalError', 'dial tcp: lookup node-1: no such host'],
] as const)('a log that cannot be had is no trouble with the server: %i', async (fault) => {
  const [status, reason, message] = fault;
  const clock = virtualClock(chanceOf(1));
  const server = new ApiServer({ clock, resources: [] });
  server.fault = () => failure(status, reason, message);
  const source = readCluster({
    context: {
      name: 'test',
      from: 'a test',
      cluster: { server: 'https://cluster.test', extensions: [] },
      user: { 'as-groups': [], 'as-user-extra': {} },
      namespace: 'shop',
    },
    api: { transport: memoryTransport(server), clock, patience: 30_000 },
    kinds: [],
    namespaces: [],
    onDemand: false,
    readsOnce: true,
  });
  const read = async () => {
    for await (const line of source.details?.logs(POD, {}, new AbortController().signal) ?? [])
      throw new Error(line);
  };
  await expect(read).rejects.toThrow(`The log of Pod shop/web-1 cannot be read: ${message}.`);
  await source.close();
});
