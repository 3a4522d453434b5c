import { defineCheck } from '../check.ts';

export const noEndpoints = defineCheck({
  id: 'service/no-endpoints',
  severity: 'error',
  summary: 'A Service has no selector, and nobody gave it endpoints.',
  explain: `A Service without a selector leads to what somebody writes into its EndpointSlices: a database outside of the
cluster, say. Without any, whoever is sent there gets 503, or is refused.

    kind: EndpointSlice
    metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}   # this label makes it the Service's
    addressType: IPv4
    ports: [{name: postgres, port: 5432}]                               # the name of the Service's port
    endpoints: [{addresses: [192.0.2.7]}]`,
  reads: ['EndpointSlice'],

  *run({ uses, objects }) {
    for (const { service, destinations } of uses.services()) {
      const it = destinations.find(({ judgement }) => judgement.reason?.type === 'no-endpoints');
      if (it === undefined) continue;
      const { namespace = '' } = service;
      const slices = objects.select(
        'EndpointSlice',
        { 'kubernetes.io/service-name': service.name },
        namespace,
      );
      const names = [
        ...new Set(slices.flatMap((slice) => slice.ports.map(({ name }) => name ?? '(none)'))),
      ];
      yield {
        severity: 'error',
        object: service,
        path: 'spec',
        message:
          slices.length === 0
            ? 'it has no selector, and no EndpointSlice carries its name'
            : `its EndpointSlices have no address for port ${it.target.portName ?? it.target.port}`,
        hint:
          names.length === 0
            ? `Label an EndpointSlice kubernetes.io/service-name=${service.name}, or give the Service a selector.`
            : `The ports of its EndpointSlices are called ${names.join(', ')}.`,
        command: `kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${service.name}`,
      };
    }
  },
});
