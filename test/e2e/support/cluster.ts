import { join } from 'node:path';

import { createApi } from './api.ts';
import { type ControlPlane, startControlPlane, TESTS_TOKEN } from './control-plane.ts';
import { eventually } from './eventually.ts';
import { kubectlOf } from './kubectl.ts';
import { startKubelets } from './kubelets.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

const APPLIED = [
  'bookinfo',
  'istio',
  'ingress-nginx',
  'ingresses',
  'gateway-api',
  'services',
  'viewer',
] as const;

/** A control plane with Bookinfo on it, all of it running. */
export async function startBookinfo(bin: string): Promise<ControlPlane> {
  const plane = await startControlPlane(bin);
  const api = createApi(plane.server, TESTS_TOKEN, plane.ca);
  const kubectl = kubectlOf(plane);
  const kubelets = startKubelets(api);
  const stop = async (): Promise<void> => {
    await kubelets.stop();
    api.close();
    await plane.stop();
  };
  try {
    await kubectl('create', '-f', join(FIXTURES, 'crds.yaml'));
    await kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s');
    for (const name of APPLIED)
      // A kind is served a moment after its definition is established.
      await eventually(() => kubectl('apply', '-f', join(FIXTURES, `${name}.yaml`)));
    await eventually(() =>
      kubectl('wait', '--for=condition=Available', 'deployment', '--all', '-A'),
    );
    return { ...plane, stop };
  } catch (error) {
    const told = await plane.logs();
    await stop();
    throw new Error(told, { cause: error });
  }
}
