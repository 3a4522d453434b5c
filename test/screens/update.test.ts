import { stripVTControlCharacters } from 'node:util';

import {
  type Arbitrary,
  array,
  assert,
  constantFrom,
  integer,
  oneof,
  property,
  record,
} from 'fast-check';
import { renderToString } from 'ink';
import { createElement } from 'react';
import { describe, expect, test } from 'vitest';

import type { Snapshot } from '../../src/session/session.ts';
import { widthOf } from '../../src/text/width.ts';
import { KEYS, keysOn, type Place } from '../../src/tui/keys.ts';
import { selectedRow } from '../../src/tui/list.ts';
import { Screen } from '../../src/tui/screen.tsx';
import { rowsOf } from '../../src/tui/screens/rows.ts';
import { initialState, listOf, type State, viewKey, viewOf } from '../../src/tui/state.ts';
import { createTheme, ThemeProvider } from '../../src/tui/theme.ts';
import { type Event, update } from '../../src/tui/update.ts';
import { UNSEEN } from '../support/hostile-text.ts';
import { runs } from '../support/runs.ts';
import { CASE_NOW, worldOf } from '../support/world.ts';
import { CRASHING_SHOP, HEALTHY_SHOP } from './shop.ts';

const snapshotOf = (yaml: string): Snapshot => ({
  ...worldOf(yaml),
  origin: { type: 'cluster', context: 'shop-prod' },
  findings: [],
  ignored: [],
  resources: [],
  problems: [],
});

const CRASHING = snapshotOf(CRASHING_SHOP);
const HEALTHY = snapshotOf(HEALTHY_SHOP);
const NOTHING = snapshotOf('');
/** Names two cells wide, of several code points, from right to left, and with what terminals obey. */
const STRANGE = snapshotOf(
  CRASHING_SHOP.replaceAll('blog.example.com', '商店-例え.example.com')
    .replaceAll('new-front', '👩‍👧‍👦-🇩🇪-e\u0301')
    .replaceAll('reviews-v2-1', '"שלום\\u202E-\\e[2J-عالم"')
    .replaceAll('CrashLoopBackOff', '"破\\t\\u200B壊"'),
);

const forbidden = (
  kind: 'Gateway.networking.istio.io' | 'Gateway.gateway.networking.k8s.io',
  resource: string,
) => ({ kind, resource, state: 'forbidden', count: 0 }) as const;

const snapshot = (it: Snapshot): Event => ({ type: 'snapshot', snapshot: it, at: CASE_NOW });

function after(...events: readonly (Event | string)[]): State {
  const start = initialState({ columns: 120, rows: 40 }, {}, CASE_NOW);
  return then(start, snapshot(CRASHING), { type: 'ready' }, ...events);
}

const then = (state: State, ...events: readonly (Event | string)[]): State =>
  events.reduce<State>(
    (it, event) => update(it, typeof event === 'string' ? { type: 'key', key: event } : event)[0],
    state,
  );

/** Letter by letter; a blank has a name of its own. */
const typed = (text: string): readonly string[] =>
  Array.from(text, (it) => (it === ' ' ? 'space' : it));

const selected = (state: State): string => selectedRow(rowsOf(state), listOf(state))?.id ?? '';
const SHOP = 'networking.istio.io/Gateway/istio-system/shop';

describe('moving', () => {
  test.for([
    { keys: [], at: '/Service/web/new-front' },
    { keys: ['j'], at: SHOP },
    { keys: ['j', 'j', 'j'], at: SHOP },
    { keys: ['G', 'g'], at: '/Service/web/new-front' },
    { keys: ['j', 'l', 'j'], at: `${SHOP}>host blog.example.com` },
    { keys: ['j', 'l', 'j', 'h'], at: SHOP },
    { keys: ['b', 'G'], at: `${SHOP}>host blog.example.com` },
    { keys: ['/', 's', 'h', 'o', 'p', 'return'], at: SHOP },
  ])('$keys', ({ keys, at }) => {
    expect(selected(after(...keys))).toBe(at);
  });
});

describe('Esc goes one step at a time, and never out', () => {
  test('help, then filter, then view', () => {
    const deep = after('j', 'return', '/', 'v', '2', 'return', '?');
    expect(deep.overlay?.type).toBe('help');
    const closed = then(deep, 'escape');
    expect(closed.overlay).toBeUndefined();
    expect(listOf(closed).filter).toBe('v2');
    const cleared = then(closed, 'escape');
    expect(listOf(cleared).filter).toBe('');
    expect(viewOf(cleared).type).toBe('path');
    expect(viewOf(then(cleared, 'escape')).type).toBe('entry-points');
    expect(update(then(cleared, 'escape'), { type: 'key', key: 'escape' })[1]).toEqual([]);
  });

  test('q quits at the first screen alone', () => {
    expect(update(after('j', 'return'), { type: 'key', key: 'q' })[1]).toEqual([]);
    expect(update(after(), { type: 'key', key: 'q' })[1]).toEqual([{ type: 'quit', exitCode: 0 }]);
  });
});

test('what a check found is told on the first screen where all are healthy', () => {
  const finding = {
    id: 'one',
    check: 'certificate/expired',
    severity: 'error',
    object: { apiVersion: 'v1', kind: 'Certificate', namespace: 'shop', name: 'tls' },
    message: 'the certificate expired',
    impact: { hosts: ['shop.example.com'], failureShare: 1 },
    command: 'kubectl get certificate tls',
  } as const;
  const state = then(after(), snapshot({ ...HEALTHY, findings: [finding] }), 'j');
  const drawn = picture(state);
  expect(drawn).toMatch(/1 error/);
  expect(drawn).toMatch(/✖ Certificate shop\/tls: the certificate expired {3}i says more/);
  const why = then(state, 'i');
  expect(why.documents[viewKey(viewOf(why))]?.lines).toContain('the certificate expired');
});

test('a rule that is healthy and gets nothing says so beside it', () => {
  const open = after('j', 'return');
  const rule = rowsOf(open).find((it) => it.id.includes('VirtualService') && it.depth === 1);
  const [route] = CRASHING.exposure.entryPoints.flatMap((it) =>
    it.routes.filter(({ id }) => id === rule?.id),
  );
  if (route === undefined) throw new Error('no rule');
  const finding = {
    id: 'one',
    check: 'route/unreachable',
    severity: 'warning',
    object: route.object,
    path: route.rule.path,
    message: 'the rule never gets a request',
    command: 'kubectl get virtualservice',
  } as const;
  const state = then(open, snapshot({ ...CRASHING, findings: [finding] }));
  const at = (id: string | undefined): string => {
    const list = { ...listOf(state), ...(id !== undefined && { selected: id }) };
    return picture({ ...state, lists: { ...state.lists, [viewKey(viewOf(state))]: list } });
  };
  expect(at(rule?.id)).toContain('▲ the rule never gets a request');
  expect(at(undefined)).not.toContain('never gets');
});

describe('a world that changes', () => {
  test('the cursor waits at the top until all is read, and then stays on the worst', () => {
    const pods = { kind: 'Pod', resource: 'pods', state: 'loading', count: 0 } as const;
    const entryPoints = HEALTHY.exposure.entryPoints.slice(1);
    const exposure = { ...HEALTHY.exposure, entryPoints };
    const half: Snapshot = { ...HEALTHY, exposure, resources: [pods] };
    const start = initialState({ columns: 120, rows: 40 }, {}, CASE_NOW);
    // That all was read is told a moment before the last of it is there.
    const state = then(start, snapshot(half), { type: 'ready' }, snapshot(CRASHING));
    expect(state.history).toEqual([]);
    expect(state.flashes).toEqual({});
    expect(selected(state)).toBe(rowsOf(state)[0]?.id);
    expect(selected(state)).toBe('/Service/web/new-front');
  });

  test('i on the first screen tells the finding on whatever is the cause', () => {
    const finding = {
      id: 'one',
      check: 'destination/subset-empty',
      severity: 'error',
      object: {
        apiVersion: 'networking.istio.io/v1',
        kind: 'DestinationRule',
        namespace: 'shop',
        name: 'reviews',
      },
      message: 'no Pod has these labels',
      command: 'kubectl get pods',
    } as const;
    const why = then(after(), snapshot({ ...CRASHING, findings: [finding] }), 'j', 'i');
    const lines = why.documents[viewKey(viewOf(why))]?.lines ?? [];
    expect(lines).toEqual(
      expect.arrayContaining(['DestinationRule shop/reviews', 'no Pod has these labels']),
    );
  });

  test('the cursor stays on its object when it is sorted anew', () => {
    const state = after('j');
    const next = then(state, snapshot(HEALTHY));
    expect(selected(next)).toBe(SHOP);
  });

  test('what recovers under the cursor stays where it is', () => {
    const state = after('j', 'return', 'o');
    expect(selected(state)).toMatch(/reviews-v2-1$/);
    const next = then(state, snapshot(HEALTHY));
    expect(selected(next)).toBe(selected(state));
    expect(Object.keys(next.flashes)).toContain(selected(state));
  });

  test('a path whose entry point went says so, and Esc leads back', () => {
    const gone = then(after('j', 'return'), snapshot(NOTHING));
    expect(rowsOf(gone)).toEqual([]);
    expect(picture(gone)).toMatch(/Gateway istio-system\/shop, gone[^]*This entry point is gone/);
    expect(viewOf(then(gone, 'escape')).type).toBe('entry-points');
  });

  test('paused, it waits', () => {
    const paused = then(after('P'), snapshot(HEALTHY));
    expect(paused.snapshot).toBe(CRASHING);
    expect(then(paused, 'P').snapshot).toBe(HEALTHY);
  });

  test('another context takes nothing of the old one along', () => {
    const state = then(after('j', 'return'), { type: 'connecting', context: 'staging' });
    expect(state.snapshot).toBeUndefined();
    expect(viewOf(state).type).toBe('entry-points');
  });

  test('what may not be read is said once, though the selected row has troubles of its own', () => {
    const resources = [
      forbidden('Gateway.networking.istio.io', 'gateways.networking.istio.io'),
      forbidden('Gateway.gateway.networking.k8s.io', 'gateways.gateway.networking.k8s.io'),
    ];
    const start = initialState({ columns: 80, rows: 24 }, {}, CASE_NOW);
    const state = then(start, snapshot({ ...CRASHING, resources }), { type: 'ready' });
    expect(picture(state)).toMatch(/\n gateways: forbidden *\n/);
    expect(picture(then(state, 'j'))).not.toContain('forbidden');
  });

  test('a server that says nothing is not told to have nothing', () => {
    const silent = snapshot({ ...NOTHING, origin: { type: 'cluster', context: 'silent' } });
    const waiting = then(after(), { type: 'connecting', context: 'silent' }, silent);
    expect(picture(waiting)).toContain('Connecting … C chooses another context');
    expect(picture(then(waiting, { type: 'ready' }))).toContain('Nothing here can be reached');
  });

  test('a context that is dead says so, and where else one can go, whatever is pressed', () => {
    const dead = then(
      after(),
      { type: 'connecting', context: 'dead' },
      snapshot({ ...NOTHING, origin: { type: 'cluster', context: 'dead' } }),
      { type: 'failed', context: 'dead', message: 'it refuses connections', others: ['shop-prod'] },
    );
    for (const keys of [[], ['y'], ['escape'], ['t'], ['3'], ['j']]) {
      const drawn = picture(then(dead, ...keys));
      expect(drawn).toContain('it refuses connections');
      expect(drawn).toContain('C chooses another context (shop-prod)');
      // What does nothing here is not offered.
      expect(drawn).not.toMatch(/first broken|not well|t trace|findings/);
    }
    const names = ['dead', 'shop-prod'];
    expect(picture(then(dead, { type: 'contexts', names, current: 'shop-prod' }))).toMatch(
      /dead {2}\(current\)\s+shop-prod *\n/,
    );
  });
});

test('names of any script are drawn, made safe', () => {
  const drawn = picture(then(after(), snapshot(STRANGE), '5'));
  expect(drawn).toMatch(/שלום.*202E.*عالم/);
  expect(picture(then(after(), snapshot(STRANGE), 'j', 'l'))).toContain('商店-例え.example.com');
});

test('what does nothing just now says why', () => {
  expect(after('n').notice?.text).toBe('Nothing is looked for: / begins.');
  expect(after('space').notice?.text).toBe('Nothing lies below this row.');
  expect(after('o').notice?.text).toBe('It is this one.');
  expect(after('j', 'o').notice).toBeUndefined();
  // Enter is not offered on a row of a path that has nothing below.
  expect(picture(after('j', 'return', 'o'))).not.toContain('↵ open');
  expect(picture(after('j', 'return'))).toContain('↵ open');
});

const QUITTING = new Set<string>(['q', 'ctrl+c', 'ctrl+z']);
const ALL_KEYS = [
  ...KEYS.flatMap((it): readonly string[] => it.keys).filter((it) => !QUITTING.has(it)),
  'x',
  'ä',
  '👩‍👧',
  'ns:',
  'backspace',
  'delete',
  'ctrl+w',
  'tab',
  'return',
  'wheel-up',
  'wheel-down',
  'click:5,5',
  'click:70,9',
];

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
  { columns: 300, rows: 100 },
];

const EVENTS: Arbitrary<Event> = oneof(
  {
    weight: 12,
    arbitrary: constantFrom(...ALL_KEYS).map((key): Event => ({ type: 'key', key })),
  },
  {
    weight: 2,
    arbitrary: constantFrom(CRASHING, HEALTHY, STRANGE, NOTHING).map((it): Event => ({
      type: 'snapshot',
      snapshot: it,
      at: CASE_NOW,
    })),
  },
  {
    weight: 1,
    arbitrary: oneof(
      constantFrom(...SIZES),
      record({ columns: integer({ min: 1, max: 300 }), rows: integer({ min: 1, max: 100 }) }),
    ).map((size): Event => ({ type: 'resize', size })),
  },
);

function picture(state: State, ascii = false): string {
  const { columns, rows } = state.size;
  const theme = createTheme({ colour: !ascii, ascii, name: 'light' });
  const screen = createElement(Screen, { state, onPick: () => {} });
  const drawn = renderToString(createElement(ThemeProvider, { value: theme }, screen), { columns });
  const lines = drawn.split('\n');
  expect(lines.length).toBeLessThanOrEqual(rows);
  for (const line of lines)
    expect(widthOf(stripVTControlCharacters(line))).toBeLessThanOrEqual(columns);
  expect(drawn).not.toContain('mistake in meshpath');
  const shown = stripVTControlCharacters(drawn);
  expect(shown.replaceAll('\n', '')).not.toMatch(ascii ? /[^\x20-\x7e]/ : UNSEEN);
  return shown;
}

test.for(['👩‍👧', '\u202E', '\u0007'])('what cannot be seen is told of as such: %j', (key) => {
  picture(after(':', 'y', key, 'x', 'return'));
  picture(after(':', ...typed('explain '), key, 'return'));
});

const DRAWN_EVERY = 100;

test('thousands of keys in any order over a world that comes and goes', { timeout: 60_000 }, () => {
  assert(
    property(array(EVENTS, { minLength: 200, maxLength: 200 }), (events) => {
      const state = events.reduce((before, event, index) => {
        if (index % DRAWN_EVERY === 0) picture(before, index % (2 * DRAWN_EVERY) === 0);
        return then(before, event);
      }, after());
      picture(state);
      const known = rowsOf(state);
      expect(selectedRow(known, listOf(state)) === undefined).toBe(known.length === 0);
    }),
    runs(20, 100),
  );
});

const document = (lines: readonly string[]): Event => ({
  type: 'document',
  key: '',
  document: { status: 'done', lines, dropped: 0 },
});

/** How one comes to each place. */
const WAYS: Readonly<Record<Place, readonly string[]>> = {
  'entry-points': ['j'],
  path: ['j', 'return', 'o'],
  routes: ['2'],
  findings: ['3'],
  trace: ['j', 't', 'return'],
  pods: ['5'],
  'used-by': ['5', 'return'],
  timeline: ['j', 'return', 'o', 'T'],
  yaml: ['j', 'y'],
  describe: ['j', 'd'],
  events: ['j', 'v'],
  logs: ['j', 'return', 'o', 'L'],
  why: ['j', 'i'],
  help: ['?'],
  explain: [':', ...typed('explain route/no-destination'), 'return'],
  copied: [],
  palette: ['ctrl+p'],
  picker: ['j', 'c'],
};

function stateAt(place: Place): State {
  const there = after(...WAYS[place]);
  const view = viewOf(there);
  const read = document(['kind: Pod', 'status:', '  phase: Running']);
  const state =
    place === 'copied'
      ? then(there, { type: 'copied', text: 'a\nb' })
      : then(there, { ...read, key: viewKey(view) } as Event);
  expect(state.overlay?.type ?? viewOf(state).type).toBe(place);
  return state;
}

test.for(Object.keys(WAYS) as readonly Place[])(
  'every key on %s does something or says why',
  (place) => {
    const state = stateAt(place);
    picture(state);
    const still = keysOn(place).flatMap(({ command, keys }) =>
      keys.flatMap((key) => {
        const [next, effects] = update(state, { type: 'key', key });
        expect(next.notice?.text ?? '').not.toContain('mistake');
        return next === state && effects.length === 0 ? [command] : [];
      }),
    );
    // At an end of a list there is nothing to move to.
    expect(still.filter((it) => !MOVES.includes(it))).toEqual([]);
  },
);

/** One of each row of the table: the others of a row do the same. */
const EACH_KEY = [...new Set(KEYS.map((it): string => it.keys[0]))].filter(
  (it) => !QUITTING.has(it),
);

test.for(Object.keys(WAYS) as readonly Place[])(
  'each key of the table, whether it means something there or not, leaves %s drawn',
  (place) => {
    const state = { ...stateAt(place), size: { columns: 80, rows: 24 } };
    for (const key of EACH_KEY) {
      const next = then(state, key);
      expect(next.notice?.text ?? '').not.toContain('mistake');
      if (next !== state) picture(next);
    }
  },
);

const MOVES: readonly string[] = KEYS.filter((it) => it.group === 'move').map((it) => it.command);

describe('other screens', () => {
  test.for([
    { keys: ['2'], view: 'routes', rows: 4 },
    { keys: ['3'], view: 'findings', rows: 0 },
    { keys: ['5'], view: 'pods', rows: 3 },
    { keys: ['5', 'return'], view: 'used-by', rows: 1 },
    { keys: ['2', 'return'], view: 'path', rows: 5 },
  ])('$keys', ({ keys, view, rows }) => {
    const state = after(...keys);
    expect(viewOf(state).type).toBe(view);
    expect(rowsOf(state)).toHaveLength(rows);
    expect(viewOf(then(state, '1')).type).toBe('entry-points');
  });

  test('t brings the URL of the row, and what is typed is answered', () => {
    const state = after('j', 't');
    expect(state.requests.text).toBe('http://shop.example.com/');
    expect(rowsOf(state).length).toBeGreaterThan(0);
    const asked = then(state, 'return', '4', 'ctrl+u', 'G', 'E', 'T', 'up');
    expect(asked.requests.text).toBe('http://shop.example.com/');
  });

  test('y asks for the object, and leaving it asks no more', () => {
    const [state, effects] = update(after('j'), { type: 'key', key: 'y' });
    expect(effects).toMatchObject([
      { type: 'fetch', view: { type: 'yaml', object: { name: 'shop' } } },
    ]);
    expect(update(state, { type: 'key', key: 'escape' })[1]).toEqual([{ type: 'stop-fetching' }]);
  });

  test('noise in YAML is folded, z shows it, and l and h go as in a tree', () => {
    const view = viewOf(after('j', 'y'));
    const lines = [
      'kind: Gateway',
      'metadata:',
      '  managedFields:',
      '    - manager: x',
      'status:',
      '  ok: 1',
    ];
    const state = then(after('j', 'y'), {
      type: 'document',
      key: viewKey(view),
      document: { status: 'done', lines, dropped: 0 },
    });
    expect(rowsOf(state)).toHaveLength(4);
    expect(rowsOf(then(state, 'z'))).toHaveLength(6);
    expect(rowsOf(then(state, 'z', 'z'))).toHaveLength(4);
    expect(rowsOf(then(state, 'j', 'h'))).toHaveLength(3);
    expect(selected(then(state, 'j', 'j', 'l', 'l'))).toBe('3');
    expect(selected(then(state, 'j', 'j', 'h'))).toBe('1');
  });

  test('a URL that is pasted is traced; any other text is looked for', () => {
    const traced = then(after('/'), { type: 'paste', text: 'http://shop.example.com/reviews\n' });
    expect(viewOf(traced).type).toBe('trace');
    expect(traced.requests.text).toBe('http://shop.example.com/reviews');
    expect(rowsOf(traced).length).toBeGreaterThan(0);
    const found = then(after(), { type: 'paste', text: 'shop.example.com' });
    expect(rowsOf(found).map((it) => it.id)).toEqual([SHOP]);
  });

  test('the wheel moves, and a click selects and then opens', () => {
    expect(selected(after('wheel-down'))).toBe(SHOP);
    expect(selected(after('wheel-down', 'wheel-up'))).toBe('/Service/web/new-front');
    const clicked = after('click:10,4');
    expect(selected(clicked)).toBe(SHOP);
    expect(viewOf(then(clicked, 'click:10,4')).type).toBe('path');
    expect(selected(after('click:10,30'))).toBe('/Service/web/new-front');
  });

  test('JSON is made outside, and what is long is shown to be selected', () => {
    const open = after('j', 'c');
    const items = open.overlay?.type === 'picker' ? open.overlay.items : [];
    const json = items.find((it) => it.label.startsWith('JSON'))?.value ?? '';
    expect(update(open, { type: 'picked', value: json })[1]).toEqual([
      { type: 'copy-json', entryPoint: SHOP },
    ]);
    const copied = then(after(), { type: 'copied', text: '{\n  "a": 1\n}' });
    expect(copied.overlay?.type).toBe('copied');
    expect(then(copied, 'escape').overlay).toBeUndefined();
  });

  test('findings are grouped by check, and i tells what a check means and how to mend it', () => {
    const finding = {
      id: 'one',
      check: 'route/no-destination',
      severity: 'error',
      object: { apiVersion: 'v1', kind: 'Service', namespace: 'web', name: 'new-front' },
      message: 'forwards to nothing',
      command: 'kubectl get service new-front -n web',
      fix: 'kubectl edit service new-front',
    } as const;
    const found = { ...CRASHING, findings: [finding, { ...finding, id: 'two' }] };
    const state = then(after(), snapshot(found), '3');
    expect(rowsOf(state).map((it) => it.depth)).toEqual([0, 1, 1]);
    expect(rowsOf(then(state, 'g', 'space'))).toHaveLength(1);
    expect(then(state, 'g', 'i').overlay).toMatchObject({ check: 'route/no-destination' });
    const why = then(state, 'j', 'i');
    const lines = why.documents[viewKey(viewOf(why))]?.lines ?? [];
    expect(lines).toEqual(
      expect.arrayContaining([
        'look at it with',
        '  kubectl get service new-front -n web',
        'mend it with',
        'what it means',
      ]),
    );
  });

  test.for([
    { keys: ['ctrl+p', ...typed('revi'), 'return'], view: 'used-by' },
    { keys: ['ctrl+p', ...typed('203.0.113'), 'return'], view: 'entry-points' },
    { keys: ['ctrl+p', ...typed('shop.example'), 'return'], view: 'path' },
    {
      keys: [':', ...typed('tra'), 'tab', ...typed('http://shop.example.com/reviews'), 'return'],
      view: 'trace',
    },
    { keys: [':', ...typed('check'), 'return'], view: 'findings' },
    { keys: ['2', ':', ...typed('list'), 'return'], view: 'entry-points' },
    { keys: [':', ...typed('nonsense'), 'return'], view: 'entry-points' },
  ])('$keys leads to $view', ({ keys, view }) => {
    expect(viewOf(after(...keys)).type).toBe(view);
  });

  test('a command takes a namespace, and says what is only for a shell', () => {
    expect(
      rowsOf(
        after(':', ...typed('list'), 'space', ...typed('-n'), 'space', ...typed('web'), 'return'),
      ),
    ).toHaveLength(1);
    expect(after(':', ...typed('snapshot'), 'return').notice?.text).toBe(
      'In a shell: meshpath snapshot [FILE]',
    );
    expect(
      after(':', ...typed('explain'), 'space', ...typed('route/no-destination'), 'return').overlay
        ?.type,
    ).toBe('explain');
  });

  test('c offers what can be copied, and copies what is picked', () => {
    const state = after('j', 'c');
    const values =
      state.overlay?.type === 'picker' ? state.overlay.items.map((it) => it.value) : [];
    expect(values).toContain(
      'curl -i --resolve shop.example.com:80:203.0.113.7 http://shop.example.com/',
    );
    expect(values).toContain(
      'kubectl get gateways.networking.istio.io -n istio-system shop -o yaml',
    );
    expect(update(state, { type: 'picked', value: values[0] ?? '' })[1]).toEqual([
      { type: 'copy', text: values[0] },
    ]);
  });

  test('a namespace narrows what is shown', () => {
    const state = then(after('ctrl+n'), { type: 'picked', value: 'web' });
    expect(rowsOf(state).map((it) => it.id)).toEqual(['/Service/web/new-front']);
  });

  test('lines of a log are kept to the last, and the cursor follows them', () => {
    const open = then(after('j', 'return', 'o'), 'L');
    const view = viewOf(open);
    expect(view.type).toBe('logs');
    const lines = Array.from({ length: 6000 }, (_, index) => `line ${index}`);
    const state = then(open, { type: 'log-lines', key: viewKey(view), lines });
    expect(rowsOf(state)).toHaveLength(5000);
    expect(selected(state)).toBe('5999');
    expect(
      selected(
        then(state, 'f', 'g', 'j', { type: 'log-lines', key: viewKey(view), lines: ['more'] }),
      ),
    ).toBe('1001');
  });
});
