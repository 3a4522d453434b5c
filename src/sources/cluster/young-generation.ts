import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes, of both of its halves. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Keeps V8's young generation from growing any further once it is that large. It doubles where much of it survives,
 * which is what happens to objects that are read to be kept: at 64 MB and more it costs memory, longer pauses, and no
 * less time. V8 looks at this setting each time before it grows; to set its limit is of no use after the start.
 */
export function limitYoungGeneration(): void {
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find((it) => it.space_name === 'new_space');
    if (young === undefined || young.space_size < LARGEST) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}
