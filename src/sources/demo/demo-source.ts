import { everythingWasRead, inventoryOf } from '../../inventory/inventory.ts';
import { KIND_NAMES, resourceName } from '../../inventory/kinds.ts';
import type { Raw } from '../../inventory/raise.ts';
import { kindOf, type ReadObject, readObject } from '../../inventory/read-object.ts';
import type { Source, SourceState } from '../../inventory/source.ts';
import { type DemoClock, demoDetails, type Present } from './details.ts';
import { liveBookinfo } from './live.ts';
import { objectsAt } from './objects.ts';
import { scenarioNamed, scenarioWorld } from './scenarios.ts';
import { timestampsFrom } from './world.ts';

export interface DemoOptions {
  readonly clock: DemoClock;
  /** Absent: a mesh in which things break and recover. */
  readonly scenario?: string;
  /** Chooses names of Pods. */
  readonly seed?: number;
}

/** How often the demo looks whether anything has happened in it. */
const TICK_MS = 500;

/** A Bookinfo that needs no cluster: at a moment of its clock it is always the same. */
export function demoSource({ clock, scenario: name, seed = 1 }: DemoOptions): Source {
  const scenario = name === undefined ? undefined : scenarioNamed(name);
  const start = clock.now();
  const stamp = timestampsFrom(start);
  const present = (): Present => {
    const time = (clock.now() - start) / 1000;
    const world =
      scenario === undefined
        ? liveBookinfo(time, seed, stamp)
        : scenarioWorld(scenario, seed, { time, stamp });
    return { world, raws: objectsAt(world, time, stamp), time, stamp };
  };
  const cache = objectCache();
  let stop = nothing;
  return {
    origin: { type: 'demo' },
    open: async (onChange) => {
      cache.update(present().raws);
      stop = clock.every(TICK_MS, () => {
        if (cache.update(present().raws)) onChange();
      });
    },
    read: () => {
      cache.update(present().raws);
      return { ...cache.state(), now: clock.now() };
    },
    close: async () => stop(),
    details: demoDetails(present, clock),
  };
}

const nothing = (): void => {};

/** Objects that did not change stay the same ones. */
function objectCache() {
  let texts: ReadonlyMap<string, readonly ReadObject[]> = new Map();
  let state: Omit<SourceState, 'now'> | undefined;
  return {
    /** Whether anything changed. */
    update(raws: readonly Raw[]): boolean {
      const next = new Map(
        raws.map((raw) => {
          const text = JSON.stringify(raw);
          return [text, texts.get(text) ?? readRaw(raw)] as const;
        }),
      );
      const isSame = next.size === texts.size && [...next.keys()].every((it) => texts.has(it));
      texts = next;
      if (!isSame) state = undefined;
      return !isSame;
    },
    state: (): Omit<SourceState, 'now'> => (state ??= stateOf([...texts.values()].flat())),
  };
}

function readRaw(raw: Raw): readonly ReadObject[] {
  const type = kindOf(String(raw['apiVersion']), String(raw['kind']));
  return type === undefined ? [] : readObject(raw, type, { note: () => {}, share: (it) => it });
}

function stateOf(read: readonly ReadObject[]): Omit<SourceState, 'now'> {
  const byKind: Record<string, unknown[]> = {};
  for (const { kind, object } of read) (byKind[kind] ??= []).push(object);
  return {
    inventory: inventoryOf(byKind, everythingWasRead),
    resources: KIND_NAMES.map((kind) => ({
      kind,
      resource: resourceName(kind),
      state: 'live',
      count: byKind[kind]?.length ?? 0,
    })),
    problems: [],
  };
}
