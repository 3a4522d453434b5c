import { describe, expect, test } from 'vitest';

import { everythingWasRead, inventoryOf } from '../../../src/inventory/inventory.ts';
import { KIND_NAMES, resourceName } from '../../../src/inventory/kinds.ts';
import type { SourceState } from '../../../src/inventory/source.ts';
import { exposureReport } from '../../../src/report/exposure.ts';
import { traceReport } from '../../../src/report/trace.ts';
import { type Snapshot, snapshotOf } from '../../../src/session/session.ts';
import { snapshotText } from '../../../src/sources/files/snapshot.ts';
import { parseRequest } from '../../../src/trace/request.ts';
import { createTracer } from '../../../src/trace/trace.ts';
import { caseFolders, caseRequests, caseWorld } from '../../support/cases.ts';
import { some } from '../../support/runs.ts';
import { CASE_NOW } from '../../support/world.ts';
import { openText, problemsOf } from './support.ts';

describe('a snapshot answers as what it was taken of, byte for byte', () => {
  test.for(some(caseFolders))('%s', async (folder) => {
    const { inventory } = caseWorld(folder);
    const state: SourceState = {
      inventory,
      resources: KIND_NAMES.map((kind) => ({
        kind,
        resource: resourceName(kind),
        state: 'live',
        count: inventory.list(kind).length,
      })),
      problems: [],
      now: CASE_NOW,
    };
    const origin = { type: 'cluster', context: 'shop', server: 'https://10.0.0.1' } as const;
    const source = await openText(snapshotText(state, origin));
    expect(problemsOf(source)).toEqual([]);
    const [before, after] = [snapshotOf({ origin, read: () => state }), snapshotOf(source)];
    expect(answersOf(after, folder)).toBe(answersOf(before, folder));
  });
});

test('an inventory of nothing comes back as nothing', async () => {
  const state: SourceState = {
    inventory: inventoryOf({}, everythingWasRead),
    resources: [],
    problems: [],
    now: CASE_NOW,
  };
  const source = await openText(snapshotText(state, { type: 'demo' }));
  expect(snapshotOf(source).exposure.entryPoints).toEqual([]);
});

function answersOf(snapshot: Snapshot, folder: string): string {
  const { exposure, findings } = snapshot;
  const report = exposureReport({
    source: { type: 'files' },
    unavailable: [],
    exposure,
    entryPoints: exposure.entryPoints,
    findings,
  });
  const tracer = createTracer(exposure);
  const traces = caseRequests(folder).flatMap(({ request, headers = {} }) => {
    const [url = '', method] = request.split(' ').toReversed();
    const parsed = parseRequest({
      url,
      ...(method !== undefined && { method }),
      headers: Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    });
    if ('problem' in parsed) return [];
    return [traceReport({ trace: tracer(parsed.value), exposure, findings, followed: [] })];
  });
  return JSON.stringify([report, traces]);
}
