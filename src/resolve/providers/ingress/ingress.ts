import { WORKLOAD_KINDS } from '../../../inventory/workloads.ts';
import { defineProvider } from '../../provider.ts';
import { controllersOf } from './controllers.ts';
import { genericDataPlane } from './generic.ts';
import { nginxDataPlane } from './nginx/data-plane.ts';
import { NGINX } from './profiles.ts';

/** Ingresses, one data plane for each controller that serves some (I3). Those of class `istio` are Istio's. */
export const ingress = defineProvider({
  name: 'ingress',
  reads: [
    'Ingress',
    'IngressClass',
    'Service',
    'EndpointSlice',
    'Secret',
    'ConfigMap',
    'Pod',
    ...WORKLOAD_KINDS,
  ],
  dataPlanes: (objects) =>
    controllersOf(objects).map((it) =>
      it.controller.profile === NGINX ? nginxDataPlane(it, objects) : genericDataPlane(it, objects),
    ),
});
