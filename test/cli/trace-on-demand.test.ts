import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Wiring } from '../../src/cli/context.ts';
import { journey } from '../../src/cli/follow.ts';
import { neededNamespaces } from '../../src/cli/needed-namespaces.ts';
import { paintOf } from '../../src/cli/print/paint.ts';
import { printJourney } from '../../src/cli/print/trace.ts';
import { run } from '../../src/cli/run.ts';
import type { SourceChoice } from '../../src/cli/source-choice.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Kind } from '../../src/inventory/kinds.ts';
import { ROOT_NAMESPACE } from '../../src/inventory/root-namespace.ts';
import type { Source } from '../../src/inventory/source.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { createSession } from '../../src/session/session.ts';
import { demoSource } from '../../src/sources/demo/demo-source.ts';
import { parseRequest } from '../../src/trace/request.ts';
import { caseFolders, caseRequests, caseWorld } from '../support/cases.ts';
import { runs } from '../support/runs.ts';
import { recordingIo } from '../support/transcript.ts';
import { CASE_NOW } from '../support/world.ts';

const clock = { now: () => CASE_NOW, after: () => () => {} };

/** Only what lies in these namespaces was read of the kinds that are read on demand; `''` is all of it. */
function narrowed(inventory: Inventory, known: ReadonlySet<string>): Inventory {
  const isRead = (kind: Kind, namespace = ''): boolean =>
    known.has('') ||
    known.has(namespace) ||
    // As the source does it.
    (kind === 'DestinationRule' && known.size > 0 && namespace === ROOT_NAMESPACE);
  const of = <K extends Kind>(kind: K) =>
    inventory.list(kind).filter((it) => isRead(kind, it.metadata.namespace));
  const [rule] = inventory.list('DestinationRule');
  const rules = of('DestinationRule');
  return inventory
    .with({
      Pod: of('Pod'),
      EndpointSlice: of('EndpointSlice'),
      DestinationRule: rule === undefined || rules.includes(rule) ? rules : [rule, ...rules],
    })
    .patched([], (kind, namespace) =>
      !ON_DEMAND.includes(kind) || isRead(kind, namespace)
        ? { type: 'complete' }
        : { type: 'incomplete', reason: 'not-listed' },
    );
}

const ON_DEMAND: readonly Kind[] = ['Pod', 'EndpointSlice', 'DestinationRule'];

/** The demo as a cluster whose Pods are read namespace by namespace, as they are asked for. */
function narrowDemo(): { readonly source: Source; readonly asked: (readonly string[])[] } {
  const demo = demoSource({ clock: { now: () => CASE_NOW, every: () => () => {} } });
  const asked: (readonly string[])[] = [];
  let changed: (() => void) | undefined;
  const read: Source['read'] = () => {
    const state = demo.read();
    return { ...state, inventory: narrowed(state.inventory, new Set(asked.flat())) };
  };
  const source: Source = {
    origin: { type: 'cluster', context: 'demo' },
    open: (onChange) => {
      changed = onChange;
      return Promise.resolve();
    },
    read,
    readIn: (namespaces) => {
      asked.push(namespaces);
      changed?.();
      return Promise.resolve();
    },
    close: () => demo.close(),
  };
  return { source, asked };
}

async function traced(url: string, source: Source) {
  const choices: SourceChoice[] = [];
  const wiring: Pick<Wiring, 'open'> = {
    open: (choice, options) => {
      choices.push(choice);
      return Promise.resolve(createSession(source, clock, options));
    },
  };
  const { io, stdout } = recordingIo();
  const code = await run(['trace', url], io, wiring as Wiring);
  return { code, answer: stdout(), choices };
}

test.for([
  'http://bookinfo.example.com/productpage',
  'http://bookinfo.example.com/nowhere',
  'http://nobody.example.com/',
])('%s is answered from few Pods as from all', async (url) => {
  const { source, asked } = narrowDemo();
  const few = await traced(url, source);
  expect(few.choices).toEqual([expect.objectContaining({ onDemand: true })]);
  expect(asked.length).toBeGreaterThan(0);
  expect(new Set(asked.flat()).size).toBe(asked.flat().length);

  const demo = demoSource({ clock: { now: () => CASE_NOW, every: () => () => {} } });
  const all = await traced(url, {
    ...demo,
    read: () => demo.read(),
    open: () => Promise.resolve(),
    close: () => demo.close(),
  });
  expect({ code: few.code, answer: few.answer }).toEqual({ code: all.code, answer: all.answer });
});

const PLAIN = paintOf({ colour: false, ascii: false });

test('so is each request of each case', () => {
  fc.assert(
    fc.property(fc.constantFrom(...caseFolders), (folder) => {
      const { inventory, now, exposure } = caseWorld(folder);
      for (const { request: line, headers = {} } of caseRequests(folder)) {
        const [url = '', method] = line.split(' ').toReversed();
        const parsed = parseRequest({
          url,
          ...(method !== undefined && { method }),
          headers: Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        });
        if ('problem' in parsed) continue;
        const known = new Set<string>();
        for (;;) {
          const part = resolve(narrowed(inventory, known), now);
          const way = journey(parsed.value, part, false);
          const more = neededNamespaces(way, part, known);
          for (const it of more) known.add(it);
          if (more.length > 0) continue;
          expect(printJourney(way, part, PLAIN)).toBe(
            printJourney(journey(parsed.value, exposure, false), exposure, PLAIN),
          );
          break;
        }
      }
    }),
    runs(6, 100),
  );
});
