interface Pod {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly containers?: readonly { readonly name: string }[] };
}

/** What the Pod is asked to be, by its annotation `test.kube/status`. */
export const wishOf = ({ metadata }: Pod): string =>
  metadata.annotations?.['test.kube/status'] ?? 'Running';

/** The status that a kubelet would write for a Pod that is as asked. */
export function podStatus(pod: Pod, ip: string, now: string): unknown {
  const {
    phase = 'Running',
    ready = false,
    ...container
  } = LIVES[wishOf(pod)]?.(now) ?? running(now);
  const condition = (type: string, good: boolean): unknown => ({
    type,
    status: good ? 'True' : 'False',
    lastTransitionTime: now,
    ...(!good && { reason: 'ContainersNotReady' }),
  });
  return {
    phase,
    startTime: now,
    hostIP: '10.0.0.1',
    podIP: ip,
    podIPs: [{ ip }],
    conditions: [
      condition('Initialized', true),
      condition('PodScheduled', true),
      condition('ContainersReady', ready),
      condition('Ready', ready),
    ],
    containerStatuses: pod.spec.containers?.map(({ name }) => ({
      name,
      ready,
      started: ready,
      restartCount: container.restarts ?? 0,
      image: 'test',
      imageID: 'test',
      state: container.state,
      lastState: container.lastState ?? {},
    })),
  };
}

interface Life {
  readonly phase?: string;
  readonly ready?: boolean;
  readonly restarts?: number;
  readonly state: unknown;
  readonly lastState?: unknown;
}

const running = (now: string): Life => ({ ready: true, state: { running: { startedAt: now } } });

const waiting = (reason: string, message: string): unknown => ({ waiting: { reason, message } });

const ended = (reason: string, exitCode: number, now: string): unknown => ({
  terminated: { reason, exitCode, startedAt: now, finishedAt: now },
});

const LIVES: Readonly<Record<string, (now: string) => Life>> = {
  Running: running,
  NotReady: (now) => ({ state: { running: { startedAt: now } } }),
  CrashLoopBackOff: (now) => ({
    restarts: 14,
    state: waiting('CrashLoopBackOff', 'back-off 5m0s restarting failed container'),
    lastState: ended('Error', 1, now),
  }),
  OOMKilled: (now) => ({
    restarts: 6,
    state: waiting('CrashLoopBackOff', 'back-off 2m40s restarting failed container'),
    lastState: ended('OOMKilled', 137, now),
  }),
  ImagePullBackOff: () => ({
    phase: 'Pending',
    state: waiting('ImagePullBackOff', 'Back-off pulling image'),
  }),
  Completed: (now) => ({ phase: 'Succeeded', state: ended('Completed', 0, now) }),
};
