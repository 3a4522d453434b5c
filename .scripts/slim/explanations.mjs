// What checks mean is some 30 kB of prose that one command and one key show: it stands in the bundle compressed, and
// is unpacked for the first that is asked for.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHECKS = join(import.meta.dirname, '../../src/checks');

/** The text of a template without expressions, which is how checks write it. */
const TEXT = /\bexplain: (`(?:[^`\\$]|\\[^])*`)/;

/** `data` puts bytes beside the code and gives an expression that is these bytes at run time. */
export const explanations = (data) => ({
  name: 'explanations',
  setup({ onResolve, onLoad }) {
    const files = globSync('*/*.ts', { cwd: CHECKS }).map((it) => join(CHECKS, it));
    const texts = new Map(
      files.flatMap((file) => {
        const template = TEXT.exec(readFileSync(file, 'utf8'))?.[1];
        return template === undefined ? [] : [[file, cooked(template)]];
      }),
    );
    const order = [...texts.keys()];

    onResolve({ filter: /^meshpath:explanations$/ }, ({ path }) => ({
      path,
      namespace: 'explanations',
    }));
    onLoad({ filter: /.*/, namespace: 'explanations' }, () => ({
      contents: `
        let texts;
        export const explanation = (index) => (texts ??= ${data(
          'explanations',
          Buffer.from([...texts.values()].join('\0')),
        )}.toString().split('\\0'))[index];
      `,
    }));
    onLoad({ filter: /[/\\]checks[/\\][a-z-]+[/\\][a-z-]+\.ts$/ }, ({ path }) => {
      const index = order.indexOf(path);
      const code = readFileSync(path, 'utf8');
      return {
        contents:
          index < 0
            ? code
            : `import { explanation } from 'meshpath:explanations';\n${code.replace(
                TEXT,
                () => `get explain() { return explanation(${index}); }`,
              )}`,
        loader: 'ts',
      };
    });
  },
});

/** A template as the program sees it. */
const cooked = (template) => template.slice(1, -1).replaceAll(/\\([^])/g, '$1');
