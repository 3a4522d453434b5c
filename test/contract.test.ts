import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { printJson } from '../src/cli/print/json.ts';
import { printYaml } from '../src/cli/print/yaml.ts';
import { differenceOf } from '../src/diff/difference.ts';
import type { Exposure } from '../src/model/exposure.ts';
import { diffReport } from '../src/report/diff.ts';
import { exposureReport } from '../src/report/exposure.ts';
import { traceReport } from '../src/report/trace.ts';
import { snapshotOf } from '../src/session/session.ts';
import { demoSource } from '../src/sources/demo/demo-source.ts';
import { parseRequest } from '../src/trace/request.ts';
import { createTracer } from '../src/trace/trace.ts';
import { caseFolders, caseRequests, caseWorld } from './support/cases.ts';
import { some } from './support/runs.ts';
import { problemsOf } from './support/schema.ts';
import { CASE_NOW } from './support/world.ts';

describe('every case keeps the contract', () => {
  test.for(caseFolders)('%s', (folder) => {
    const { exposure } = caseWorld(folder);
    expect(problemsOf(exposureOf(exposure))).toEqual([]);
    for (const report of tracesOf(folder, exposure)) expect(problemsOf(report)).toEqual([]);
  });
});

test('so does what differs between cases', () => {
  for (const [index, folder] of some(caseFolders).entries()) {
    const other = caseFolders[index] ?? folder;
    const difference = differenceOf(caseWorld(folder).exposure, caseWorld(other).exposure);
    expect(problemsOf(diffReport(difference, { type: 'files' }, { type: 'demo' }))).toEqual([]);
  }
});

test('so does the demo, through all that happens in it', () => {
  let now = CASE_NOW;
  const source = demoSource({ clock: { now: () => now, every: () => () => {} } });
  for (let minute = 0; minute < 15; minute += 1) {
    expect(problemsOf(exposureOf(snapshotOf(source).exposure))).toEqual([]);
    now += 60_000;
  }
});

test('so does what the doctor says', () => {
  const report: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, 'cli/files/doctor.json'), 'utf8'),
  );
  expect(problemsOf(report)).toEqual([]);
});

test('YAML is the same document', () => {
  const report = exposureOf(demoExposure());
  expect(parse(printYaml(report))).toEqual(JSON.parse(printJson(report)));
});

test('what cannot be seen is escaped, and comes back as it was', () => {
  const document = { text: 'a\u202eb\u009b\u{e0041}\ud800 ü', 'k\u200b': 1 };
  // oxlint-disable-next-line no-control-regex -- these are looked for
  const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]|\u{e0041}/u;
  for (const text of [printJson(document), printYaml(document)]) expect(text).not.toMatch(unseen);
  expect(JSON.parse(printJson(document))).toEqual(document);
  expect(parse(printYaml(document))).toEqual(document);
});

test('the schema is strict: a field that it does not know is refused', () => {
  const report = exposureOf(demoExposure());
  expect(problemsOf({ ...report, planted: true })).not.toEqual([]);
  expect(problemsOf({ ...report, summary: { ...report.summary, planted: 1 } })).not.toEqual([]);
  expect(problemsOf({ ...report, kind: 'Planted' })).not.toEqual([]);
});

const demoExposure = (): Exposure =>
  snapshotOf(demoSource({ clock: { now: () => CASE_NOW, every: () => () => {} } })).exposure;

const exposureOf = (exposure: Exposure) =>
  exposureReport({
    source: { type: 'files' },
    unavailable: [],
    exposure,
    entryPoints: exposure.entryPoints,
    findings: [],
  });

function tracesOf(folder: string, exposure: Exposure): readonly unknown[] {
  const tracer = createTracer(exposure);
  return caseRequests(folder).flatMap(({ request, headers = {} }) => {
    const [url = '', method] = request.split(' ').toReversed();
    const parsed = parseRequest({
      url,
      ...(method !== undefined && { method }),
      headers: Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    });
    if ('problem' in parsed) return [];
    const input = { trace: tracer(parsed.value), exposure, findings: [], followed: [] };
    return [traceReport(input)];
  });
}
