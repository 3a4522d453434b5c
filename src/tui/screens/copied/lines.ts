import { printable } from '../../../text/printable.ts';
import { wrap } from '../../../text/width.ts';
import type { Spans } from '../../parts/spans.ts';
import type { CopiedText, State } from '../../state.ts';

/** What was copied, from the first column on, so that it can be selected as it is. */
export function copiedLines(
  { text }: CopiedText,
  { clipboardNote, size }: Pick<State, 'clipboardNote' | 'size'>,
): readonly Spans[] {
  const note = clipboardNote ?? 'Copied, if this terminal lets programs copy.';
  const words = `${note} Where it did not, select it here.`;
  return [
    ...wrap(words, size.columns - 2).map((it): Spans => [{ text: ` ${it}`, style: 'dim' }]),
    [],
    ...text
      .split('\n')
      .flatMap((it) => cut(printable(it), size.columns).map((line): Spans => [{ text: line }])),
  ];
}

/** Blanks at the beginning of a line are part of it. */
function cut(line: string, width: number): readonly string[] {
  const [indent = ''] = /^ */.exec(line) ?? [];
  return wrap(line.slice(indent.length), Math.max(1, width - indent.length)).map(
    (it) => indent + it,
  );
}
