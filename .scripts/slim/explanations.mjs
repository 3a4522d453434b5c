// What checks mean is some 30 kB of prose that one command and one key show: it stands in the bundle compressed, and
// is unpacked for the first that is asked for.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHECKS = join(import.meta.dirname, '../../src/checks');

/** The text of a template without expressions, which is how checks write it. */
const TEXT = /\bexplain: (`(?:[^`\\$]|\\[^])*`)/;

const MODULE = 'meshpath:explanations';

/** `data` puts bytes beside the code and gives an expression that is these bytes at run time. */
export function explanations(data) {
  const files = globSync('*/*.ts', { cwd: CHECKS }).map((it) => join(CHECKS, it));
  const texts = new Map(
    files.flatMap((file) => {
      const template = TEXT.exec(readFileSync(file, 'utf8'))?.[1];
      return template === undefined ? [] : [[file, cooked(template)]];
    }),
  );
  const order = [...texts.keys()];
  return {
    name: 'explanations',
    resolveId: (source) => (source === MODULE ? MODULE : undefined),
    load(id) {
      if (id === MODULE)
        return `
          let texts;
          export const explanation = (index) => (texts ??= ${data(
            'explanations',
            Buffer.from([...texts.values()].join('\0')),
          )}.toString().split('\\0'))[index];
        `;
      const index = order.indexOf(id);
      if (index < 0) return undefined;
      const code = readFileSync(id, 'utf8').replace(
        TEXT,
        () => `get explain() { return explanation(${index}); }`,
      );
      return { code: `import { explanation } from '${MODULE}';\n${code}`, moduleType: 'ts' };
    },
  };
}

/** A template as the program sees it. */
const cooked = (template) => template.slice(1, -1).replaceAll(/\\([^])/g, '$1');
