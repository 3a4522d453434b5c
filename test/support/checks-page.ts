import { CATALOGUE } from '../../src/checks/catalogue.ts';

/** docs/checks.md: what `meshpath explain` says, on one page. */
export function checksPage(): string {
  return [
    '# The checks',
    '',
    'What `meshpath check` finds. Made from the checks themselves: `meshpath explain ID` says the same.',
    'An `error` means that requests fail now; a `warning`, that they may, or that something does not do what it says; an',
    '`info` is worth knowing. A check that may find several names the worst.',
    '',
    'Where a finding is right and meant, say so at its object, with the reason; `--show-ignored` lists such ones:',
    '',
    '    metadata:',
    '      annotations:',
    '        meshpath.dev/ignore: route/shadowed, route/weights because the old shop is on its way out',
    '',
    '| check | severity | |',
    '|---|---|---|',
    ...CATALOGUE.map(
      ({ id, severity, summary }) => `| [${id}](#${anchorOf(id)}) | ${severity} | ${summary} |`,
    ),
    ...CATALOGUE.flatMap(({ id, severity, summary, explain }) => [
      '',
      `## ${id}`,
      '',
      `**${severity}.** ${summary}`,
      '',
      explain,
    ]),
    '',
  ].join('\n');
}

/** As GitHub makes it of a heading. */
const anchorOf = (id: string): string => id.replaceAll('/', '');
