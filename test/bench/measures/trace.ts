import type { Raw } from '../../../src/inventory/raise.ts';
import type { Request } from '../../../src/model/trace.ts';
import { resolve } from '../../../src/resolve/resolve.ts';
import { parseRequest } from '../../../src/trace/request.ts';
import { createTracer } from '../../../src/trace/trace.ts';
import { median, timed, times } from '../median.ts';
import { NOW, read } from '../read.ts';
import { hostOf, httpRoutes, virtualServices } from '../world.ts';

const REQUESTS = 2000;
const MATCHES = 20;

/** Requests traced in a second, over rules of both APIs and at growing sizes. */
export const measure = (): Readonly<Record<string, number>> => ({
  ...rates('virtualServices', 500, MATCHES, (count) => virtualServices(count, MATCHES)),
  ...rates('httpRoutes', 2000, 1, httpRoutes),
});

function rates(
  name: string,
  count: number,
  rules: number,
  world: (count: number) => readonly Raw[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [1, 2, 4].map((factor) => [
      `${name}${factor}`,
      rateOver(world(count * factor), count * factor, rules),
    ]),
  );
}

function rateOver(raws: readonly Raw[], hosts: number, rules: number): number {
  const tracer = createTracer(resolve(read(raws), NOW));
  // Far apart, and everywhere in the list of hosts and of rules.
  const requests = Array.from({ length: REQUESTS }, (_, it) =>
    requestTo(`http://${hostOf((it * 7919) % hosts)}/part-${it % rules}/x`),
  );
  const run = (): void => {
    for (const it of requests) {
      const { outcome } = tracer(it);
      if (outcome !== 'backend') throw new Error(`${it.host}${it.path}: ${outcome}`);
    }
  };
  run();
  return REQUESTS / (median(times(7, () => timed(run))) / 1000);
}

function requestTo(url: string): Request {
  const parsed = parseRequest({ url });
  if ('problem' in parsed) throw new Error(url);
  return parsed.value;
}
