import { join } from 'node:path';
import { Readable } from 'node:stream';

import { expect, test } from 'vitest';

import { main } from '../../src/main.ts';
import { recordingIo } from '../support/transcript.ts';

const FILE = join(import.meta.dirname, 'files/faulty.yaml');

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
        readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
      }[];
      readonly suppressions?: readonly unknown[];
    }[];
  }[];
}

test('check -o sarif: each result with its rule, its line and its object', async () => {
  const { io, stdout } = recordingIo();
  const argv = ['check', '-f', FILE, '-o', 'sarif', '--show-ignored'];
  expect(await main(argv, io, () => Readable.from([]))).toBe(1);
  const { version, runs } = JSON.parse(stdout()) as Sarif;
  expect(version).toBe('2.1.0');
  const [run] = runs;
  const rules = run?.tool.driver.rules ?? [];
  const results = run?.results ?? [];
  expect(results.map((it) => rules[it.ruleIndex]?.id)).toEqual(results.map((it) => it.ruleId));
  expect(
    results.map(({ ruleId, level, locations: [place], suppressions = [] }) =>
      [
        ruleId,
        level,
        place?.physicalLocation.artifactLocation.uri.replace(/^.*\/files\//, ''),
        place?.physicalLocation.region.startLine,
        place?.logicalLocations[0]?.fullyQualifiedName,
        suppressions.length,
      ].join(' '),
    ),
  ).toEqual([
    'destination/service-missing error faulty.yaml 28 VirtualService/shop/shop:spec.http[0].route[0].destination.host 0',
    'route/gateway-missing error faulty.yaml 38 VirtualService/shop/lost:spec.gateways[0] 0',
    'route/unreachable warning faulty.yaml 29 VirtualService/shop/shop:spec.http[1] 0',
    'route/weights warning faulty.yaml 53 VirtualService/shop/parts:spec.http[0].route[0].weight 1',
  ]);
  expect(results[0]?.message.text).toContain('Fix: kubectl patch');
});
