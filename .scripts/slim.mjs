// Leaves out of the bundle what meshpath never calls of large packages. Whoever imports a name
// that is left out is told so by the build, which fails.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = join(import.meta.dirname, '../node_modules');

/** A module of our own in place of a package's, which sees that package's files. */
const REPLACED = [
  {
    // The dispatchers, without fetch, WebSocket, caches and mocks.
    filter: /^undici$/,
    folder: 'undici',
    contents: `
      import Dispatcher from './lib/dispatcher/dispatcher.js';
      import api from './lib/api/index.js';
      Object.assign(Dispatcher.prototype, api);
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
    // One of two builds of one parser: the one that every machine runs.
    filter: /^\.\.\/llhttp\/llhttp_simd-wasm\.js$/,
    folder: 'undici',
    contents: `module.exports = require('./lib/llhttp/llhttp-wasm.js');`,
  },
  {
    // Bodies of requests that are forms: meshpath sends no body at all.
    filter: /^\.\.\/web\/(fetch\/body\.js|fetch\/formdata|webidl)$/,
    folder: 'undici',
    contents: `export const extractBody = undefined, webidl = { is: { FormData: () => false } };`,
  },
  {
    // The form for browsers is the one in ES modules.
    filter: /^yaml$/,
    folder: 'yaml',
    contents: `export * from './browser/index.js';`,
  },
  {
    // An experimental parser, behind a variable that build.mjs turns off.
    filter: /^\.\.\/milo\/(no-)?simd\.js$/,
    folder: 'undici',
    contents: `export {};`,
  },
];

export const slim = {
  name: 'slim',
  setup({ onResolve, onLoad }) {
    for (const { filter, folder, contents } of REPLACED) {
      const namespace = `slim ${filter.source}`;
      onResolve({ filter }, ({ path, importer }) =>
        path.startsWith('.') && !importer.startsWith(join(PACKAGES, folder))
          ? undefined
          : { path, namespace },
      );
      onLoad({ filter: /.*/, namespace }, () => ({ contents, resolveDir: join(PACKAGES, folder) }));
    }

    // With DEV=true in the environment Ink looks for React's developer tools, and complains.
    onLoad({ filter: /[\\/]node_modules[\\/]ink[\\/]build[\\/][\w-]+\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll("process.env['DEV'] === 'true'", 'false'),
    }));
  },
};
