import { senderTo, type Server } from './fill.ts';

const PODS = 2000;

/** Changes of Pods, so many a second as the server takes, each a condition that meshpath reads. */
export function startChanges(server: Server, perSecond: number) {
  const send = senderTo(server);
  const begun = performance.now();
  let done = 0;
  const stopping = new AbortController();
  const lane = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const due = ((performance.now() - begun) / 1000) * perSecond;
      if (done >= due) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        continue;
      }
      done += 1;
      await write(done);
    }
  };
  const write = (count: number) => {
    const service = count % PODS;
    const message = `changed ${count}`;
    return send.write(
      'PATCH',
      `/api/v1/namespaces/ns-${service % 40}/pods/service-${service}-1/status`,
      { status: { message } },
      'kubelet',
    );
  };
  const lanes = Array.from({ length: 32 }, lane);
  return {
    /** Gives how many a second there really were. */
    stop: async (): Promise<number> => {
      stopping.abort();
      await Promise.all(lanes);
      const rate = done / ((performance.now() - begun) / 1000);
      await send.close();
      return rate;
    },
  };
}

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
