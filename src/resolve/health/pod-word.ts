import type { Pod } from '../../inventory/kinds.ts';
import type { ContainerStatus } from '../../inventory/shapes/core.ts';

/** What `kubectl get pods` prints of a Pod (H4): the API server's own printer, step by step. */
export interface PodWord {
  readonly word: string;
  readonly readyContainers: number;
  readonly containers: number;
  readonly restarts: number;
}

export function podWord({ metadata, spec, status }: Pod): PodWord {
  const sidecars = new Set(
    spec.initContainers.filter((it) => it.restartPolicy === 'Always').map((it) => it.name),
  );
  const init = initState(status.initContainerStatuses, sidecars, spec.initContainers.length);
  const gated = status.conditions.some(
    (it) => it.type === 'PodScheduled' && it.reason === 'SchedulingGated',
  );
  let word =
    init.word ?? (gated ? 'SchedulingGated' : (status.reason ?? status.phase ?? 'Unknown'));
  let { restarts, readyContainers } = init;
  if (init.word === undefined || isTrue(status.conditions, 'Initialized')) {
    const main = mainState(status.containerStatuses);
    word = main.word ?? word;
    restarts = init.sidecarRestarts + main.restarts;
    readyContainers += main.readyContainers;
    if (word === 'Completed' && main.running)
      word = isTrue(status.conditions, 'Ready') ? 'Running' : 'NotReady';
  }
  if (metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') word = 'Unknown';
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') word = 'Terminating';
  }
  return { word, readyContainers, containers: spec.containers.length + sidecars.size, restarts };
}

interface InitState {
  /** While Pods initialise, or where that failed. */
  readonly word?: string;
  readonly readyContainers: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
}

function initState(
  statuses: readonly ContainerStatus[],
  sidecars: ReadonlySet<string | undefined>,
  total: number,
): InitState {
  let [readyContainers, restarts, sidecarRestarts] = [0, 0, 0];
  for (const [index, status] of statuses.entries()) {
    const { terminated, waiting } = status.state;
    const sidecar = sidecars.has(status.name);
    restarts += status.restartCount ?? 0;
    if (sidecar) sidecarRestarts += status.restartCount ?? 0;
    if (terminated?.exitCode === 0) continue;
    if (sidecar && status.started === true) {
      if (status.ready === true) readyContainers += 1;
      continue;
    }
    const word =
      terminated !== undefined
        ? `Init:${endWord(terminated)}`
        : waiting?.reason !== undefined &&
            waiting.reason !== '' &&
            waiting.reason !== 'PodInitializing'
          ? `Init:${waiting.reason}`
          : `Init:${index}/${total}`;
    return { word, readyContainers, restarts, sidecarRestarts };
  }
  return { readyContainers, restarts, sidecarRestarts };
}

interface MainState {
  readonly word?: string;
  readonly running: boolean;
  readonly readyContainers: number;
  readonly restarts: number;
}

/** From the last container to the first, so that the first one's trouble is what is printed. */
function mainState(statuses: readonly ContainerStatus[]): MainState {
  let word: string | undefined;
  let [readyContainers, restarts] = [0, 0];
  for (const { state, ready, restartCount = 0 } of statuses.toReversed()) {
    restarts += restartCount;
    if (state.waiting?.reason !== undefined && state.waiting.reason !== '')
      word = state.waiting.reason;
    else if (state.terminated !== undefined) word = endWord(state.terminated);
    else if (ready === true && state.running !== undefined) readyContainers += 1;
  }
  return {
    ...(word !== undefined && { word }),
    running: readyContainers > 0,
    readyContainers,
    restarts,
  };
}

const endWord = ({
  reason,
  signal = 0,
  exitCode = 0,
}: NonNullable<ContainerStatus['state']['terminated']>): string =>
  reason !== undefined && reason !== ''
    ? reason
    : signal !== 0
      ? `Signal:${signal}`
      : `ExitCode:${exitCode}`;

export const isTrue = (
  conditions: readonly { readonly type?: string; readonly status?: string }[],
  type: string,
): boolean => conditions.some((it) => it.type === type && it.status === 'True');
