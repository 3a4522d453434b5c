// Leaves out of the bundle what meshpath never calls of large packages, and packs what is data. Whoever imports a
// name that is left out is told so by the build, which fails; and so it does where a package no longer looks as here.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { minifySync } from 'rolldown/utils';

const PACKAGES = join(import.meta.dirname, '../../node_modules');
const SOURCES = join(import.meta.dirname, '../../src');
const require = createRequire(import.meta.url);

const WHEN_ASKED = `const whenAsked = (make) => {
  let made;
  return () => (made ??= make());
};
`;

/** A module of our own in place of a package's, which sees that package's files. */
const REPLACED = [
  {
    // The dispatchers, without fetch, WebSocket, caches and mocks.
    filter: /^undici$/,
    folder: 'undici',
    contents: `
      import Dispatcher from './lib/dispatcher/dispatcher.js';
      import request from './lib/api/api-request.js';
      Dispatcher.prototype.request = request;
      export { Dispatcher };
      export { default as Agent } from './lib/dispatcher/agent.js';
      export { default as Client } from './lib/dispatcher/client.js';
      export { default as Pool } from './lib/dispatcher/pool.js';
      // Named by KubeConfig, for requests of its own that meshpath never lets it make.
      export const ProxyAgent = undefined;
      export { default as buildConnector } from './lib/core/connect.js';
      export { default as errors } from './lib/core/errors.js';
    `,
  },
  {
    // HTTP/2, which meshpath asks no server for.
    filter: /^\.\/client-h2\.js$/,
    folder: 'undici',
    contents: `module.exports = undefined;`,
  },
  {
    // An experimental parser, behind a variable that is not looked at any more.
    filter: /^\.\/parser-h1\.js$/,
    folder: 'undici',
    contents: `module.exports = { getMiloEnabled: () => false };`,
  },
  {
    // Of the parser's names, those that its answers are told by.
    filter: /^\.\.\/llhttp\/constants\.js$/,
    folder: 'undici',
    contents: () => {
      const { ERROR, TYPE } = require('undici/lib/llhttp/constants.js');
      return `module.exports = ${JSON.stringify({ ERROR, TYPE })};`;
    },
  },
  {
    // One of two builds of one parser: the one that every machine runs.
    filter: /^\.\.\/llhttp\/llhttp(_simd)?-wasm\.js$/,
    folder: 'undici',
    contents: () => `
      let code;
      Object.defineProperty(module, 'exports', {
        get: () => (code ??= ${data('llhttp.wasm', require('undici/lib/llhttp/llhttp-wasm.js'))}),
      });
    `,
  },
  {
    // Bodies of requests that are forms: meshpath sends no body at all.
    filter: /^\.\.\/web\/(fetch\/body\.js|fetch\/formdata|webidl)$/,
    folder: 'undici',
    contents: `export const extractBody = undefined, webidl = { is: { FormData: () => false } };`,
  },
  {
    // Who may speak to which cluster, and how; speaking is done by meshpath itself.
    filter: /^@kubernetes\/client-node$/,
    folder: '@kubernetes/client-node',
    contents: `export { KubeConfig } from './dist/config.js';`,
  },
  {
    // 700 generated classes, behind KubeConfig.makeApiClient alone.
    filter: /^\.\/gen\/(index|rxjsStub)\.js$/,
    folder: '@kubernetes/client-node',
    contents: `export const createConfiguration = 0, ServerConfiguration = 0, of = 0;`,
  },
  {
    // A kubeconfig is read by meshpath itself; proxies are crossed by its own connector.
    filter: /^(js-yaml|socks|socks-proxy-agent|hpagent)$/,
    folder: '@kubernetes/client-node',
    contents: `export const load = undefined, SocksClient = undefined, SocksProxyAgent = undefined,
      HttpProxyAgent = undefined, HttpsProxyAgent = undefined;`,
  },
  {
    // Where the token stands in what a cloud's tool prints: a path of plain names, as kubectl's own default.
    filter: /^jsonpath-plus$/,
    folder: '@kubernetes/client-node',
    contents: `export const JSONPath = ({ path, json }) =>
      path.split('.').filter((it) => it !== '$' && it !== '').reduce((value, it) => value?.[it], json);`,
  },
  {
    // OpenID Connect is in credentials/oidc.ts.
    filter: /^\.\/oidc_auth\.js$/,
    folder: '@kubernetes/client-node',
    contents: `export class OpenIDConnectAuth { isAuthProvider() { return false; } }`,
  },
  {
    // The form for browsers is the one in ES modules.
    filter: /^yaml$/,
    folder: 'yaml',
    contents: `export * from './browser/index.js';`,
  },
  {
    // Some hundred signs, of which the picker shows one.
    filter: /^figures$/,
    folder: 'figures',
    contents: `
      import isUnicodeSupported from 'is-unicode-supported';
      export default { pointer: isUnicodeSupported() ? '❯' : '>' };
    `,
  },
  {
    // The same a second and a third time.
    filter: /^#?ansi-styles$/,
    folder: 'ansi-styles',
    contents: `export * from './index.js'; export { default } from './index.js';`,
  },
  {
    // Ink's own screen for mistakes in components: meshpath has one (src/tui/parts/boundary.tsx).
    filter: /^\.\/ErrorOverview\.js$/,
    folder: 'ink',
    contents: `export default () => null;`,
  },
  {
    // Boxes with a frame or a colour of their own: lines are drawn as text, and painted as such.
    filter: /^\.\/render-(?:border|background)\.js$/,
    folder: 'ink',
    contents: `export default () => {};`,
  },
];

/** Of React's fibers, hooks and roots, which its reconciler makes and nobody else looks into. */
const FIBER = [
  'memoizedState memoizedProps pendingProps updateQueue subtreeFlags childLanes deletions elementType stateNode',
  'treeForkCount treeContext baseState baseQueue baseLanes hasEagerState eagerState revertLane lastRenderedState',
  'lastRenderedReducer firstBaseUpdate lastBaseUpdate hiddenCallbacks hiddenUpdates dehydrated retryLane',
  'hydrationErrors containerInfo pendingChildren pendingContext cancelPendingCommit timeoutHandle callbackPriority',
  'suspendedLanes pingedLanes warmLanes expiredLanes entangledLanes entanglements errorRecoveryDisabledLanes',
  'expirationTimes shellSuspendCounter pooledCache pooledCacheLanes incompleteTransitions renderingStartTime',
].flatMap((it) => it.split(' '));

/** Made when it is first asked for: that takes longer than all else that its file does at the start. */
const LATE_SEGMENTER = [
  /^const (\w+) = (new Intl\.Segmenter\([^)]*\));$/m,
  (_, name, made) => `let made${name};
const ${name} = { segment: (text) => (made${name} ??= ${made}).segment(text) };`,
];

/** What was asked for in this frame or in the one before. */
const KEPT_FOR_A_FRAME = `class KeptForAFrame extends Map {
  constructor(before) {
    super();
    if (before !== undefined) before.before = undefined;
    this.before = before;
  }
  get(key) {
    const own = super.get(key);
    if (own !== undefined || this.before === undefined) return own;
    const kept = this.before.get(key);
    if (kept !== undefined) this.set(key, kept);
    return kept;
  }
}
let latest;
`;

/** Changes inside of a package's file: each text or pattern must be there. */
const EDITED = [
  {
    // With DEV=true in the environment Ink looks for React's developer tools, and complains.
    file: 'ink/build/reconciler.js',
    edits: [["process.env['DEV'] === 'true'", 'false']],
  },
  {
    file: 'ink/build/ink.js',
    edits: [["process.env['DEV'] === 'true'", 'false']],
  },
  {
    // Each frame takes all of its texts apart, and most of them stood in the one before: what was made of those is kept.
    file: 'ink/build/output.js',
    edits: [
      [/^/, () => KEPT_FOR_A_FRAME],
      [
        /^ {4}(\w+) = new Map\(\);$/gm,
        (_, name) => `    ${name} = new KeptForAFrame(latest?.${name});`,
      ],
      [
        'class OutputCaches {',
        `class OutputCaches {
    lines = new KeptForAFrame(latest?.lines);
    getLines(text, make) {
        let cached = this.lines.get(text);
        if (cached === undefined) {
            cached = make();
            this.lines.set(text, cached);
        }
        return cached;
    }`,
      ],
      ['caches = new OutputCaches();', 'caches = (latest = new OutputCaches());'],
      [
        /const characterLines = \[\[\]\];[^]*?let lines = (characterLines\.map\(.*\));/,
        (code, lines) => `let lines = this.caches.getLines(text, () => {
            ${code.slice(0, code.indexOf('let lines'))}return ${lines};
        });`,
      ],
      // What is not cut is as it was.
      [
        'if (from >= to) {',
        'if (from === 0 && to === this.caches.getStringWidth(line)) return line;\n        if (from >= to) {',
      ],
    ],
  },
  {
    // The layout engine is handed its code, instead of finding it in its own text.
    file: 'yoga-layout/dist/src/index.js',
    edits: [
      ['await loadYoga()', () => `await loadYoga({ wasmBinary: ${data('yoga.wasm', yoga())} })`],
    ],
  },
  {
    file: 'yoga-layout/dist/binaries/yoga-wasm-base64-esm.js',
    edits: [[/(?<=base64,)[\w+/=]{1000,}/, '']],
  },
  {
    // The tables of Unicode, which few patterns look into.
    file: 're2js/build/index.js',
    edits: [
      [/^var UnicodeTables = class \{[^]*?^\};/m, packTables],
      // Sets of patterns, other spellings of them, and answers in bytes: meshpath matches one text with one pattern.
      [/^var RE2Set = class RE2Set \{[^]*?^\};/m, ''],
      [/^var TranslateRegExpString = class TranslateRegExpString \{[^]*?^\};/m, ''],
      [/^\tmatchUTF8\(b\) \{[^]*?^\};/m, '};'],
      [', RE2Set, re }', ', re }'],
      [/^[^]*$/, (code) => shortened('re2js.js', code, ownNames(code))],
    ],
  },
  {
    // Its own copy of what stands there anyway.
    file: 'chalk/source/index.js',
    edits: [["'./vendor/ansi-styles/index.js'", "'#ansi-styles'"]],
  },
  {
    // What it needs for some texts alone takes longer to make than the first screen to draw.
    file: 'string-width/index.js',
    edits: [
      [
        /^/,
        () =>
          `import { NARROW } from ${JSON.stringify(join(SOURCES, 'text/narrow.ts'))};\n${WHEN_ASKED}`,
      ],
      ['/^[\\u0020-\\u007E]*$/.test', 'NARROW.test'],
      LATE_SEGMENTER,
      [
        /^const (\w+) = (\/.*\/v);$/gm,
        (_, name, pattern) => `const ${name} = whenAsked(() => ${pattern});`,
      ],
      [
        /\b(spacingMarkRegex|rgiEmojiRegex|visibleCharacterRegex)\.test/g,
        (_, name) => `${name}().test`,
      ],
      ['.search(visibleCharacterRegex)', '.search(visibleCharacterRegex())'],
    ],
  },
  ...[
    'wrap-ansi/index.js',
    'slice-ansi/tokenize-ansi.js',
    '@alcalzone/ansi-tokenize/build/tokenize.js',
    'ink/build/line-update.js',
  ].map((file) => ({ file, edits: [LATE_SEGMENTER] })),
  {
    // Texts that are prepared for many searches, and objects with several: meshpath searches each list once.
    file: 'fuzzysort/fuzzysort.js',
    edits: [
      ['if(targets instanceof SnapshotTargets) return goSnapshot(search, targets, options)', ''],
      ['if(keys) return goKeys(query, targets, options)', ''],
      [/^export default .*$/m, ''],
      [/^[^]*$/, (code) => shortened('fuzzysort.js', code, ['_\\w+'])],
    ],
  },
  {
    // What Ink's screens never do: hydrate, persist, be searched by tests, load resources.
    file: 'react-reconciler/cjs/react-reconciler.production.js',
    edits: [
      ...['Persistence', 'Hydration', 'TestSelectors', 'Resources', 'Singletons'].flatMap((it) =>
        known(`supports${it}`, 'false'),
      ),
      ...known('supportsMutation', 'true'),
      ...known('isPrimaryRenderer', 'true'),
      // Of what it offers, what Ink asks for: nobody calls the rest, which goes with what it alone needs.
      [
        /^ {2}exports\.(?!(?:createContainer|flushPassiveEffects|flushSyncWork|discreteUpdates|injectIntoDevTools|updateContainer(?:Sync)?) )\w+ = (?:function\([^]*?^ {2}\}|\w+);\n/gm,
        '',
      ],
      [/^[^]*$/, (code) => shortened('react-reconciler.cjs', code, FIBER)],
    ],
  },
];

/**
 * Names of properties that a package's file gives and reads itself, shortened: none that another file, the language or
 * a caller knows by name is among them.
 */
function shortened(file, code, names) {
  const { code: shorter, errors } = minifySync(file, code, {
    compress: false,
    mangle: false,
    mangleProps: { include: new RegExp(`^(?:${names.join('|')})$`) },
    codegen: { removeWhitespace: false, legalComments: 'inline' },
  });
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  return shorter;
}

/** The methods and fields of a package's own classes, but for those that the language has too, or that meshpath calls. */
function ownNames(code) {
  const taken = new Set(['groups', 'index', 'indices', 'input', 'done', 'value', 'cause', 'raw']);
  const roots = [
    Object,
    Array,
    String,
    Number,
    BigInt,
    Map,
    Set,
    WeakMap,
    RegExp,
    Math,
    Symbol,
    Error,
    Function,
  ];
  for (const root of [
    ...roots,
    Promise,
    Uint8Array,
    Uint32Array,
    Int32Array,
    TextEncoder,
    TextDecoder,
    JSON,
  ])
    for (const start of [root, root.prototype])
      for (let it = start; it != null; it = Object.getPrototypeOf(it))
        for (const name of Object.getOwnPropertyNames(it)) taken.add(name);
  const caller = readFileSync(join(import.meta.dirname, '../../src/match/pattern.ts'), 'utf8');
  const found = code.matchAll(
    /(?:\bthis\.|^\t(?:static |get |set )*)([A-Za-z_]\w{3,})(?=\s*(?:\([^()]*\) \{|[=;.,[)]))/gm,
  );
  const names = [...new Set([...found].map(([, it]) => it))];
  // What stands in quotes as well may be a name that is put together at run time.
  return names.filter(
    (it) =>
      !taken.has(it) &&
      !new RegExp(`\\b${it}\\b`).test(caller) &&
      !new RegExp(`["'\`]${it}["'\`]`).test(code),
  );
}

/** A setting of the renderer, as a constant: what it switches off is left out. */
function known(name, value) {
  return [
    [`${name} = $$$config.${name}`, `${name}$ = 0`],
    [new RegExp(`(?<![.\\w])${name}(?![\\w$])`, 'g'), value],
  ];
}

/** The text of a package's file as it is bundled. */
export function editedFile(file) {
  const { edits } = EDITED.find((it) => it.file === file);
  return edits.reduce(
    (text, [from, to]) => edited(file, text, from, to),
    readFileSync(join(PACKAGES, file), 'utf8'),
  );
}

export const slim = {
  name: 'slim',
  resolveId(source, importer = '') {
    const index = REPLACED.findIndex(
      ({ filter, folder }) =>
        filter.test(source) &&
        (!source.startsWith('.') || importer.startsWith(join(PACKAGES, folder))),
    );
    return index < 0 ? undefined : join(PACKAGES, REPLACED[index].folder, `slim-${index}.js`);
  },
  load(id) {
    const index = STAND_IN.exec(id)?.[1];
    if (index !== undefined) {
      const { contents, loader = 'js' } = REPLACED[index];
      return {
        code: typeof contents === 'function' ? contents() : contents,
        moduleType: loader,
      };
    }
    const file = EDITED.find((it) => id === join(PACKAGES, it.file))?.file;
    return file === undefined ? undefined : editedFile(file);
  },
};

/** No such file: a module of our own, which lies in the package so that it sees what is there. */
const STAND_IN = /[/\\]slim-(\d+)\.js$/;

function edited(file, text, from, to) {
  const found = typeof from === 'string' ? text.includes(from) : from.test(text);
  if (!found) throw new Error(`${file} has no ${from} any more: look at it again.`);
  const put = typeof to === 'string' ? () => to : to;
  return typeof from === 'string' ? text.replaceAll(from, put) : text.replace(from, put);
}

const yoga = () => {
  const [base64] = /(?<=base64,)[\w+/=]{1000,}/.exec(
    readFileSync(join(PACKAGES, 'yoga-layout/dist/binaries/yoga-wasm-base64-esm.js'), 'utf8'),
  );
  return Buffer.from(base64, 'base64');
};

/** What stands beside the code, compressed: file names and contents. */
export const DATA = new Map();

/** Puts these bytes beside the code; an expression that gives them, in a millisecond for 70 kB. */
export function data(name, bytes) {
  const file = `${name}.br`;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  DATA.set(file, brotliCompressSync(bytes, { params }));
  return (
    "process.getBuiltinModule('node:zlib').brotliDecompressSync(" +
    `process.getBuiltinModule('node:fs').readFileSync(new URL('${file}', import.meta.url)))`
  );
}

/** Each table's text becomes a place in one text for all, which is unpacked for the first table that is asked for. */
function packTables(code) {
  const texts = [];
  const without = code.replaceAll(/(?<=decode(?:Ranges|Orbit)\()"([^"]*)"/g, (_, it) => {
    if (!texts.includes(it)) texts.push(it);
    return `table(${texts.indexOf(it)})`;
  });
  return `
    let tables;
    const table = (index) => (tables ??= ${data('unicode', Buffer.from(texts.join(' ')))}.toString('latin1').split(' '))[index];
    ${without}
  `;
}
