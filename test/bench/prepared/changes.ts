import type { Raw } from '../../../src/inventory/raise.ts';
import type { ApiServer } from '../../support/faults/api-server.ts';
import type { Made } from '../cluster/realistic-pod.ts';
import { storing } from './stored.ts';

/** So many Pods of the world take turns, each of another Service. */
const PODS = 2000;
/** Of so many changes one is a Pod that becomes unready, or ready again. */
const READINESS_EVERY = 10;
const EVERY_MS = 2;

/** Changes of Pods that a prepared server tells: exactly so many a second, however slowly they are heard. */
export function changesOf(world: readonly Made[], server: ApiServer) {
  const resource = server.resources.find((it) => it.kind === 'Pod');
  const store = storing('1');
  const pods = new Map(
    world
      .filter((it) => it.kind === 'Pod' && /^istio-|-1$/.test(it.metadata.name))
      .slice(0, PODS)
      .map((it) => [it.metadata.name, store(it)]),
  );
  const names = [...pods.keys()];
  const put = (name: string, status: Raw): void => {
    const pod = pods.get(name);
    if (pod === undefined || resource === undefined) throw new Error(`there is no Pod ${name}`);
    server.put(resource, { ...pod, status: { ...(pod['status'] as Raw), ...status } });
  };
  let timer: NodeJS.Timeout | undefined;
  const change = (count: number): void => {
    const name = names[1 + (count % (names.length - 1))] ?? '';
    const isReady = count % READINESS_EVERY !== 0;
    put(name, { message: `changed ${count}`, conditions: conditions(isReady) });
  };
  return {
    start(perSecond: number): void {
      clearInterval(timer);
      if (perSecond === 0) return;
      const begun = performance.now();
      let done = 0;
      timer = setInterval(() => {
        const due = ((performance.now() - begun) / 1000) * perSecond;
        for (; done < due; done += 1) change(done);
      }, EVERY_MS);
    },
    /** Gives when it was told (epoch milliseconds). */
    setReady(name: string, isReady: boolean): number {
      put(name, { conditions: conditions(isReady) });
      return Date.now();
    },
  };
}

const conditions = (isReady: boolean): readonly Raw[] =>
  ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: type === 'Ready' && !isReady ? 'False' : 'True',
    lastTransitionTime: '2026-11-01T11:00:00Z',
  }));
