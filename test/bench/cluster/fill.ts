import { Agent, request } from 'undici';

import { groupBy } from '../../../src/lib/group.ts';
import { bigWorld, type Size } from '../world.ts';
import { type Made, realisticPod, realisticStatus } from './realistic-pod.ts';

/** Where requests of the bench itself go, with all rights. */
export interface Server {
  readonly url: string;
  readonly token: string;
  readonly ca: string;
}

const AT_ONCE = 48;

/** Puts the made-up world into a real API server, one object after the other as their makers would. */
export async function fill(server: Server, size: Size): Promise<void> {
  const send = senderTo(server);
  const world = bigWorld(size) as readonly Made[];
  const slices = (await send.serves('/apis/discovery.k8s.io/v1')) ? 'v1' : 'v1beta1';
  const namespaces = new Set(world.map(({ metadata }) => metadata.namespace ?? 'default'));
  await send.each([...namespaces], (name) =>
    send.write('POST', '/api/v1/namespaces', { metadata: { name } }),
  );
  for (const [kind, objects] of groupBy(world, (it) => it.kind))
    await send.each(kind === 'Namespace' ? [] : objects, async (it) => {
      const { apiVersion, plural } = PLACES[kind] ?? missing(kind);
      const version = kind === 'EndpointSlice' ? `discovery.k8s.io/${slices}` : apiVersion;
      const isPod = kind === 'Pod';
      const made = { ...(isPod ? realisticPod(it) : it), apiVersion: version };
      const path = pathOf(version, plural, it);
      await send.write('POST', path, made, isPod ? 'kube-controller-manager' : 'kubectl');
      const status = isPod ? realisticStatus(it) : it.status;
      if (status === undefined) return;
      await send.write('PATCH', `${path}/${it.metadata.name}/status`, { status }, 'kubelet');
    });
  await send.close();
}

const PLACES: Readonly<Record<string, { readonly apiVersion: string; readonly plural: string }>> = {
  Node: { apiVersion: 'v1', plural: 'nodes' },
  Service: { apiVersion: 'v1', plural: 'services' },
  Pod: { apiVersion: 'v1', plural: 'pods' },
  EndpointSlice: { apiVersion: 'discovery.k8s.io/v1', plural: 'endpointslices' },
  Gateway: { apiVersion: 'networking.istio.io/v1', plural: 'gateways' },
  VirtualService: { apiVersion: 'networking.istio.io/v1', plural: 'virtualservices' },
  DestinationRule: { apiVersion: 'networking.istio.io/v1', plural: 'destinationrules' },
};

function missing(kind: string): never {
  throw new Error(`where is ${kind}?`);
}

const pathOf = (apiVersion: string, plural: string, { metadata: { namespace } }: Made): string =>
  [
    apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`,
    ...(namespace === undefined ? [] : [`namespaces/${namespace}`]),
    plural,
  ].join('/');

/** As much of an API client as it takes to write many objects. */
export function senderTo({ url, token, ca }: Server) {
  const dispatcher = new Agent({ connect: { ca }, connections: AT_ONCE });
  const call = async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    manager = 'kubectl',
  ): Promise<number> => {
    const answer = await request(`${url}${path}`, {
      method,
      dispatcher,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': manager,
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    const { statusCode } = answer;
    // What is there already stays.
    if (method !== 'GET' && statusCode >= 300 && statusCode !== 409)
      throw new Error(`${method} ${path}: ${statusCode} ${text}`);
    return statusCode;
  };
  return {
    serves: async (path: string): Promise<boolean> => (await call('GET', path)) === 200,
    write: call,
    /** So many at once as the server likes best. */
    each: async <T>(all: readonly T[], run: (value: T) => Promise<unknown>): Promise<void> => {
      const left = all.values();
      const lane = async (): Promise<void> => {
        for (const it of left) await run(it);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    },
    close: () => dispatcher.close(),
  };
}
