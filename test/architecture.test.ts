import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';

import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

/**
 * What each folder of src may import: its own files, those of `layers`, and `packages`
 * (`node:` stands for all of Node's own modules). Whatever is not named here is refused.
 * The table in docs/architecture.md changes in the same commit.
 */
const LAYERS: Readonly<Record<string, Layer>> = {
  lib: { layers: [], packages: [] },
  model: { layers: ['lib'], packages: [] },
  inventory: { layers: ['lib', 'model'], packages: [] },
  match: { layers: ['lib', 'model'], packages: ['re2js'] },
  resolve: { layers: ['lib', 'model', 'match', 'inventory'], packages: [] },
  trace: { layers: ['lib', 'model', 'match'], packages: [] },
  diff: { layers: ['lib', 'model', 'match', 'trace'], packages: [] },
  checks: { layers: ['lib', 'model', 'inventory', 'match'], packages: [] },
  text: { layers: ['lib', 'model'], packages: ['string-width', 'yaml', 'fuzzysort', 're2js'] },
  report: { layers: ['lib', 'model', 'text'], packages: [] },
  session: { layers: ['lib', 'model', 'inventory', 'resolve', 'checks'], packages: [] },
  sources: {
    layers: ['lib', 'model', 'inventory'],
    packages: ['@kubernetes/client-node', 'undici', 'yaml', 'node:'],
  },
  probe: { layers: ['lib', 'model'], packages: ['node:'] },
  tui: {
    layers: ['lib', 'model', 'inventory', 'text', 'trace', 'checks', 'session'],
    packages: ['ink', 'ink-select-input', 'react'],
  },
  cli: {
    layers: ['lib', 'model', 'inventory', 'text', 'trace', 'checks', 'session', 'report', 'diff'],
    packages: ['yaml', 'node:'],
  },
};

/** No I/O, no clock, no randomness, no state of a module: equal objects give equal answers. */
const PURE = 'lib model inventory match resolve trace diff checks text report'.split(' ');

/** The composition root wires everything; no other file lies outside a layer. */
const ROOT = 'main.ts';

const TOP_LEVEL = [
  'bin docs src test',
  'package.json package-lock.json tsconfig.json demo.tape',
  'README.md LICENSE CHANGELOG.md CONTRIBUTING.md',
].flatMap((it) => it.split(' '));

const REPOSITORY = resolve(import.meta.dirname, '..');
const SRC = resolve(REPOSITORY, 'src');
const files = globSync('**/*.{ts,tsx}', { cwd: SRC })
  .map((it) => it.replaceAll('\\', '/'))
  .toSorted();

describe('layers', () => {
  test.for(files)('%s imports only what its layer may', (file) => {
    expect(forbiddenImports(file, read(file))).toEqual([]);
  });

  test.for(files.filter((it) => PURE.includes(layerOf(it))))('%s is pure', (file) => {
    expect(impurities(file, read(file))).toEqual([]);
  });

  test('every folder of the table exists, or is still to come', () => {
    const folders = new Set(files.map(layerOf).filter((it) => it !== ROOT));
    expect([...folders].filter((it) => !(it in LAYERS))).toEqual([]);
  });

  test('the table has no circle', () => {
    const below = (layer: string, above: readonly string[]): readonly string[] =>
      above.includes(layer)
        ? [[...above, layer].join(' → ')]
        : (LAYERS[layer]?.layers ?? []).flatMap((it) => below(it, [...above, layer]));
    expect(Object.keys(LAYERS).flatMap((it) => below(it, []))).toEqual([]);
  });
});

describe('the house', () => {
  test('file names are kebab-case, and none is a barrel or a drawer for everything', () => {
    const odd = /(^|\/)(index|utils?|helpers?|misc|common)\b|[^a-z0-9./-]/;
    expect(files.filter((it) => odd.test(it))).toEqual([]);
  });

  test.runIf(existsSync(resolve(REPOSITORY, '.git')))('nothing is added at the top level', () => {
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: REPOSITORY, encoding: 'utf8' });
    const names = new Set(
      tracked
        .split('\0')
        .filter((it) => it !== '')
        .map((it) => it.replace(/\/.*/, '')),
    );
    const odd = [...names].filter((it) => !it.startsWith('.') && !TOP_LEVEL.includes(it));
    expect(odd).toEqual([]);
  });
});

describe('this test itself', () => {
  test.for([
    ['an import', "import { a } from '../tui/a.ts';"],
    ['an import for its side effect', "import '../tui/a.ts';"],
    ['a type import over several lines', "import type {\n  A, // why\n  B,\n} from '../tui/a.ts';"],
    ['a type asked for in place', "export type A = import('../tui/a.ts').A;"],
    ['a named export from elsewhere', "export { a } from '../tui/a.ts';"],
    ['an export of all', "export * from '../tui/a.ts';"],
    ['an export of nothing', "export {} from '../tui/a.ts';"],
    ['an import at run time', "export const a = () => import('../tui/a.ts');"],
    ['an import at run time with a template', 'export const a = () => import(`../tui/a.ts`);'],
    ['a path out of src', "import { a } from '../../test/a.ts';"],
    ['the composition root', "import { main } from '../main.ts';"],
  ])('finds %s', ([, code = '']) => {
    expect(forbiddenImports('model/planted.ts', code)).toHaveLength(1);
  });

  test.for([
    ['a computed import', 'export const a = (b: string) => import(b);'],
    ['a package', "import { Box } from 'ink';"],
    ['a part of a package', "import { jsx } from 'react/jsx-runtime';"],
    ['a module of Node', "import { readFileSync } from 'node:fs';"],
    ['a package whose name only begins alike', "import a from 're2js-other';"],
    ['a file beside main.ts', "import { a } from '../stray.ts';"],
  ])('refuses %s', ([, code = '']) => {
    expect(forbiddenImports('match/planted.ts', code)).toHaveLength(1);
  });

  test('refuses a file that lies in no layer', () => {
    expect(forbiddenImports('stray.ts', '')).toEqual(['(lies in no layer)']);
  });

  test('allows what the table allows', () => {
    const code = "import 're2js'; import './a.ts'; export * from '../model/a.ts';";
    expect(forbiddenImports('match/planted.ts', code)).toEqual([]);
    expect(forbiddenImports('main.ts', "import './tui/app.tsx'; import 'node:fs';")).toEqual([]);
    expect(forbiddenImports('sources/a/b.ts', "import 'node:fs/promises'; import 'yaml';")).toEqual(
      [],
    );
  });

  test('does not mistake a comment or a text for an import', () => {
    const code = "// import '../tui/a.ts'\nexport const a = \"import '../tui/a.ts'\";";
    expect(forbiddenImports('model/planted.ts', code)).toEqual([]);
  });

  test.for([
    'const a = Date.now();',
    'const a = new Date();',
    'const a = Math.random();',
    'const a = process.env;',
    'const a = globalThis.performance;',
    "const a = fetch('x');",
    'setTimeout(() => {}, 1);',
    "console.log('x');",
    'let a = 1;',
    'export let a = 1;',
  ])('finds impure: %s', (code) => {
    expect(impurities('model/planted.ts', code)).toHaveLength(1);
  });

  test('allows a time that is handed in, and a variable inside a function', () => {
    const code = 'export const f = (at: string) => { let a = new Date(at); return a.getTime(); };';
    expect(impurities('model/planted.ts', code)).toEqual([]);
    expect(impurities('model/planted.ts', 'export const a = { process: 1, fetch: 2 };')).toEqual(
      [],
    );
    expect(impurities('model/planted.ts', 'export const f = (a: A) => a.process;')).toEqual([]);
  });
});

interface Layer {
  readonly layers: readonly string[];
  readonly packages: readonly string[];
}

const read = (file: string): string => readFileSync(resolve(SRC, file), 'utf8');

/** The folder in src; for a file directly in src, its own name. */
function layerOf(file: string): string {
  return file.split('/')[0] ?? '';
}

function forbiddenImports(file: string, code: string): readonly string[] {
  if (file === ROOT) return [];
  const layer = LAYERS[layerOf(file)];
  if (layer === undefined) return ['(lies in no layer)'];
  return importsOf(file, code).filter((it) => !isAllowed(file, layer, it));
}

function isAllowed(file: string, { layers, packages }: Layer, specifier: string): boolean {
  if (specifier.startsWith('.')) {
    const target = layerOf(posix.join(posix.dirname(file), specifier));
    return target === layerOf(file) || layers.includes(target);
  }
  return packages.some((it) =>
    it.endsWith(':')
      ? specifier.startsWith(it)
      : specifier === it || specifier.startsWith(`${it}/`),
  );
}

/** Whatever makes another module load, or its types be known. */
function importsOf(file: string, code: string): readonly string[] {
  const found: string[] = [];
  const add = (source: { readonly type: string } | null): void => {
    if (source !== null) found.push(textOf(source) ?? '(computed)');
  };
  new Visitor({
    ImportDeclaration: (it) => add(it.source),
    ExportNamedDeclaration: (it) => add(it.source),
    ExportAllDeclaration: (it) => add(it.source),
    ImportExpression: (it) => add(it.source),
    TSImportType: (it) => add(it.source),
    TSExternalModuleReference: (it) => add(it.expression),
  }).visit(parse(file, code));
  return found;
}

function textOf(node: object): string | undefined {
  if ('value' in node && typeof node.value === 'string') return node.value;
  if (!('quasis' in node) || !Array.isArray(node.quasis) || node.quasis.length !== 1) return;
  const [only] = node.quasis as readonly { readonly value: { readonly cooked: string } }[];
  return only?.value.cooked;
}

const WORLD = new Set(
  'process performance fetch console setTimeout setInterval setImmediate crypto require'.split(' '),
);

/** What makes a module's answers depend on anything but what it is given. */
function impurities(file: string, code: string): readonly string[] {
  const found: string[] = [];
  const program = parse(file, code);
  for (const statement of program.body) {
    const declared = 'declaration' in statement ? statement.declaration : statement;
    if (declared?.type === 'VariableDeclaration' && declared.kind !== 'const')
      found.push(`a module's own variable (${declared.kind})`);
  }
  new Visitor({
    MemberExpression: (it) => {
      if (it.object.type !== 'Identifier' || it.property.type !== 'Identifier') return;
      const { name: object } = it.object;
      const { name: property } = it.property;
      const name = `${object}.${property}`;
      const ofWorld = WORLD.has(object === 'globalThis' ? property : object);
      if (ofWorld || name === 'Date.now' || name === 'Math.random') found.push(name);
    },
    NewExpression: (it) => {
      const date = it.callee.type === 'Identifier' && it.callee.name === 'Date';
      if (date && it.arguments.length === 0) found.push('new Date()');
    },
    CallExpression: (it) => {
      if (it.callee.type === 'Identifier' && WORLD.has(it.callee.name)) found.push(it.callee.name);
    },
  }).visit(program);
  return found;
}

function parse(file: string, code: string) {
  const { program, errors } = parseSync(file, code);
  expect(errors.map((it) => it.message)).toEqual([]);
  return program;
}
