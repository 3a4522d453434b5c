// What checks explain at length is read by few, and by nobody twice: all of it stands in the bundle as one packed text.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHECKS = join(import.meta.dirname, '../../src/checks');
const NAMESPACE = 'slim explained';

/** A text that holds no value; what is put together otherwise stays where it is. */
const EXPLAIN = /^ {2}explain: `((?:[^`\\$]|\\.|\$(?!\{))*)`,$/m;

export function explained({ onResolve, onLoad }, unpacked) {
  const texts = [];
  const changed = new Map();
  for (const file of globSync('*/*.ts', { cwd: CHECKS }).toSorted()) {
    const path = join(CHECKS, file);
    const code = readFileSync(path, 'utf8');
    const [, text] = EXPLAIN.exec(code) ?? [];
    if (text === undefined) continue;
    const place = texts.push(text.replaceAll(/\\(.)/gs, '$1')) - 1;
    const getter = `  get explain() { return explained(${place}); },`;
    changed.set(
      path,
      `import { explained } from '${NAMESPACE}';\n${code.replace(EXPLAIN, () => getter)}`,
    );
  }
  onResolve({ filter: new RegExp(`^${NAMESPACE}$`) }, ({ path }) => ({
    path,
    namespace: NAMESPACE,
  }));
  onLoad({ filter: /.*/, namespace: NAMESPACE }, () => ({
    contents: `
      let texts;
      export const explained = (index) => (texts ??= ${unpacked(Buffer.from(texts.join('\0')))}.toString('utf8').split('\\0'))[index];
    `,
  }));
  onLoad({ filter: /src[\\/]checks[\\/][^\\/]+[\\/][^\\/]+\.ts$/ }, ({ path }) =>
    changed.has(path) ? { contents: changed.get(path), loader: 'ts' } : undefined,
  );
}
