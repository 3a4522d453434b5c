import { senderTo, type Server } from './fill.ts';

const GATEWAY_POD = '/api/v1/namespaces/istio-system/pods/istio-ingressgateway-0/status';

/** The one Pod through which all requests come: its readiness is on the first screen. */
export async function setGatewayReady(server: Server, isReady: boolean): Promise<void> {
  const send = senderTo(server);
  const status = isReady ? 'True' : 'False';
  await send.write(
    'PATCH',
    GATEWAY_POD,
    {
      status: {
        conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
          type,
          status: type === 'Ready' ? status : 'True',
          lastTransitionTime: '2026-11-01T11:00:00Z',
        })),
      },
    },
    'kubelet',
  );
  await send.close();
}
