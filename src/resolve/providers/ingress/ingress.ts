import { carries } from '../../../inventory/labels.ts';
import { WORKLOAD_KINDS } from '../../../inventory/workloads.ts';
import { type DataPlaneSeed, defineProvider } from '../../provider.ts';
import { controllersOf } from './controllers.ts';
import { genericDataPlane } from './generic.ts';
import { nginxDataPlane } from './nginx/data-plane.ts';
import { NGINX, PROFILES } from './profiles.ts';

/** Ingresses, one data plane for each controller that serves some (I3). Those of class `istio` are Istio's. */
export const ingress = defineProvider({
  name: 'ingress',
  holds: { 'entry-points': ['Ingress'], 'http-rules': ['Ingress'], 'other-rules': ['Ingress'] },
  isProxy: ({ metadata: { labels } }) =>
    PROFILES.some((it) => it.labels.some((known) => carries(labels, known))),
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
  *dataPlanes(objects) {
    const planes: DataPlaneSeed[] = [];
    for (const it of controllersOf(objects)) {
      const make = it.controller.profile === NGINX ? nginxDataPlane : genericDataPlane;
      planes.push(make(it, objects));
      yield;
    }
    return planes;
  },
});
