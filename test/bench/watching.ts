import type { Explorer } from './cluster/explorer.ts';
import { pause } from './keys.ts';
import { median } from './median.ts';

const WATCHED_MS = 10_000;
const CHANGED = 9;
const HOPELESS_MS = 10_000;

/** Hundredths of a core that it takes for so many milliseconds. */
export async function shareOfCore(explorer: Explorer, during = WATCHED_MS): Promise<number> {
  const [before, begun] = [explorer.cpu(), performance.now()];
  await pause(during);
  return ((explorer.cpu() - before) / (performance.now() - begun)) * 100;
}

/**
 * The gateway's Pod is made unready and ready again, by what gives when that was told (epoch milliseconds): from then to
 * the frame that shows it. Everything goes through that Pod, and its row is on the first screen.
 */
export async function gatewayLag(
  explorer: Explorer,
  setReady: (isReady: boolean) => Promise<number>,
): Promise<number> {
  const shown = async (isReady: boolean): Promise<number> =>
    explorer.until(isReady ? READY : UNREADY, await setReady(isReady));
  const times: number[] = [];
  // Who lags far behind does so more with each change, and need not be waited for.
  for (let count = 0; count < CHANGED && (times.at(-1) ?? 0) < HOPELESS_MS; count += 1)
    times.push(await shown(count % 2 === 1));
  await shown(true);
  return median(times);
}

const UNREADY = /✖[\] ].*istio-system\/public/;
/** Other Pods may not be. */
const READY = /[●▲][\] ].*istio-system\/public/;
