import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { everythingWasRead, inventoryOf } from '../src/inventory/inventory.ts';
import type { Raw } from '../src/inventory/raise.ts';
import { judgeMatch } from '../src/match/request.ts';
import type { Exposure } from '../src/model/exposure.ts';
import { refKey } from '../src/model/object-ref.ts';
import { OUTCOMES, type Request } from '../src/model/trace.ts';
import { resolve } from '../src/resolve/resolve.ts';
import { seenOf } from '../src/trace/answer.ts';
import { parseRequest } from '../src/trace/request.ts';
import { createTracer } from '../src/trace/trace.ts';
import { requests, richerWorlds } from './support/generated-world.ts';
import { runs } from './support/runs.ts';
import { CASE_NOW, objectsOf } from './support/world.ts';

const exposureOf = (raws: readonly Raw[]): Exposure =>
  resolve(inventoryOf(objectsOf(raws).objects, everythingWasRead), CASE_NOW);

const RUNS = runs(60, 1000);

test('the order of objects does not matter', () => {
  fc.assert(
    fc.property(
      richerWorlds().chain((world) =>
        fc.tuple(fc.constant(world), fc.shuffledSubarray([...world], { minLength: world.length })),
      ),
      ([world, shuffled]) => {
        expect(exposureOf(shuffled)).toEqual(exposureOf(world));
      },
    ),
    RUNS,
  );
});

test('shares add up to one, or to nothing where all weights are zero', () => {
  fc.assert(
    fc.property(richerWorlds(), (world) => {
      for (const { action } of exposureOf(world).entryPoints.flatMap((it) => it.routes)) {
        if (action.type !== 'forward') continue;
        const sum = action.destinations.reduce((total, it) => total + it.share, 0);
        expect(sum === 0 ? 1 : sum).toBeCloseTo(1, 9);
      }
    }),
    RUNS,
  );
});

test('every request has exactly one outcome, and the rule that takes it is the first in the listed order that matches', () => {
  fc.assert(
    fc.property(
      richerWorlds(),
      fc.array(requests, { minLength: 5, maxLength: 20 }),
      (world, asked) => {
        const exposure = exposureOf(world);
        const tracer = createTracer(exposure);
        for (const it of asked) {
          const request = requestOf(it);
          if (request === undefined) continue;
          const trace = tracer(request);
          expect(OUTCOMES).toContain(trace.outcome);
          expect(trace.failureShare).toBeGreaterThanOrEqual(0);
          expect(trace.failureShare).toBeLessThanOrEqual(1);
          expect(tracer(request)).toEqual(trace);
          const told = [...trace.rejected, ...(trace.route === undefined ? [] : [trace.route])];
          expect(told.length).toBe(new Set(told.map(ruleOf)).size);
          if (trace.route === undefined || trace.outcome === 'depends') continue;
          expect(firstThatMatches(exposure, trace, request)).toBe(trace.route.id);
          expect(listedIn(exposure, trace)).toContain(trace.route.id);
        }
      },
    ),
    RUNS,
  );
});

function requestOf({
  scheme,
  host,
  port,
  path,
  method,
  headers,
}: typeof requests extends fc.Arbitrary<infer T> ? T : never): Request | undefined {
  const parsed = parseRequest({ url: `${scheme}://${host}${port}${path}`, method, headers });
  return 'value' in parsed ? parsed.value : undefined;
}

/** A rule is told once: as the one that takes the request, or with the one reason why it does not. */
const ruleOf = ({ object, rule }: Pick<Trace['rejected'][number], 'object' | 'rule'>): string =>
  `${refKey(object)}#${rule?.index ?? ''}`;

type Trace = ReturnType<ReturnType<typeof createTracer>>;

/** Without any table or index: every virtual host of the port is looked at, and every rule of the best one. */
function firstThatMatches(exposure: Exposure, trace: Trace, request: Request): string | undefined {
  const plane = exposure.dataPlanes.find((it) => it.id === trace.dataPlane);
  const servers = (plane?.listeners ?? [])
    .filter((it) => it.port === trace.server?.port)
    .flatMap((it) => it.servers)
    .filter((it) => it.tls === trace.server?.tls);
  const seen = seenOf(request, trace.normalizedPath ?? request.path);
  const lists = servers
    .flatMap((it) => it.virtualHosts)
    .filter((it) => it.host === trace.virtualHost);
  const winners = lists.flatMap(
    ({ routes }) =>
      routes.find(
        ({ matches }) =>
          matches.length === 0 || matches.some((it) => judgeMatch(it, seen).type === 'takes'),
      )?.id ?? [],
  );
  return winners.find((it) => it === trace.route?.id);
}

const listedIn = ({ entryPoints }: Exposure, { route }: Trace): readonly string[] =>
  entryPoints
    .filter((it) => it.id === route?.entryPoint)
    .flatMap((it) => it.routes.map(({ id }) => id));
