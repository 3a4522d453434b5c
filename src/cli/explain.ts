import { CATALOGUE, checkOf } from '../checks/catalogue.ts';
import type { Check } from '../checks/check.ts';
import { API_VERSION, type Explanation } from '../report/contract.ts';
import { printable } from '../text/printable.ts';
import { widthOf } from '../text/width.ts';
import { usage } from './args.ts';
import { type Context, outputOf } from './context.ts';
import { printDocument } from './documents.ts';
import { EXIT } from './exit-codes.ts';
import { didYouMean, suggest } from './suggest.ts';

/** What a check means; without an id all checks, a line each. */
export function explain({ args, io }: Context): number {
  const output = outputOf(args, 'explain');
  const [id] = args.positional;
  if (id === undefined) {
    if (output !== 'text')
      throw usage(`explain -o ${output} needs an ID: meshpath explain ID -o ${output}`);
    io.stdout.write(overview());
    return EXIT.done;
  }
  const check = checkOf(id);
  if (check === undefined)
    throw usage(
      `There is no check "${printable(id)}".${didYouMean(
        suggest(
          id,
          CATALOGUE.map((it) => it.id),
        ),
      )} \`meshpath explain\` lists them.`,
    );
  io.stdout.write(
    output === 'text'
      ? `${check.id}  (${check.severity})\n\n${check.summary}\n\n${check.explain}\n`
      : printDocument(explanationOf(check), form(output), args),
  );
  return EXIT.done;
}

const form = (output: string): 'json' | 'yaml' => (output === 'yaml' ? 'yaml' : 'json');

export const explanationOf = ({ id, severity, summary, explain: text }: Check): Explanation => ({
  apiVersion: API_VERSION,
  kind: 'Explanation',
  check: id,
  severity,
  summary,
  explain: text,
});

function overview(): string {
  const width = Math.max(...CATALOGUE.map((it) => widthOf(it.id)));
  return CATALOGUE.map(
    (it) => `${it.id.padEnd(width)}  ${it.severity.padEnd(7)}  ${it.summary}\n`,
  ).join('');
}
