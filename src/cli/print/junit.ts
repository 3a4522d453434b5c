import { printable } from '../../text/printable.ts';

export interface JunitCase {
  readonly name: string;
  readonly group: string;
  /** Absent where it passed. */
  readonly failure?: { readonly message: string; readonly text: string };
}

/** As CI servers read it. */
export function printJunit(suite: string, cases: readonly JunitCase[]): string {
  const failures = cases.filter((it) => it.failure !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="meshpath" ${counts}>`,
    `  <testsuite name="${escaped(suite)}" ${counts}>`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ name, group, failure }: JunitCase): readonly string[] {
  const head = `    <testcase name="${escaped(name)}" classname="${escaped(group)}"`;
  if (failure === undefined) return [`${head}/>`];
  return [
    `${head}>`,
    `      <failure message="${escaped(failure.message)}">${escapedLines(failure.text)}</failure>`,
    '    </testcase>',
  ];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** What XML cannot hold at all is among what is made visible. */
const escaped = (text: string): string =>
  printable(text).replaceAll(/[&<>"]/g, (it) => ENTITIES[it] ?? it);

const escapedLines = (text: string): string => text.split('\n').map(escaped).join('\n');
