import { printable } from '../../../text/printable.ts';
import { wrap, wrapIndented } from '../../../text/width.ts';
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
      .flatMap((it) =>
        wrapIndented(printable(it), size.columns).map((line): Spans => [{ text: line }]),
      ),
  ];
}
