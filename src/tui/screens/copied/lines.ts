import { printable } from '../../../text/printable.ts';
import { widthOf, wrap, wrapIndented } from '../../../text/width.ts';
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
      .flatMap((it) => folded(printable(it), size.columns))
      .map((it): Spans => [{ text: it }]),
  ];
}

/** A command stays one where it has several lines: it breaks between its words, as a shell reads them. */
function folded(text: string, width: number): readonly string[] {
  if (!/^(?:curl|kubectl) /.test(text)) return wrapIndented(text, width);
  const lines: string[] = [];
  for (const word of text.match(/(?:'[^']*'|\\.|[^\s'])+/g) ?? []) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= width - 2) lines.splice(-1, 1, longer);
    else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines.flatMap((it, index) =>
    wrapIndented(index < lines.length - 1 ? `${it} \\` : it, width),
  );
}
