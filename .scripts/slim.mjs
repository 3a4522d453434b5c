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
      export { default as ProxyAgent } from './lib/dispatcher/proxy-agent.js';
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
