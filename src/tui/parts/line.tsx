import { Text } from 'ink';

import { useTheme } from '../theme.ts';
import { fitSpans, type Spans } from './spans.ts';

/** One line of exactly `width` columns. Whatever is drawn is drawn through this. */
export function Line({
  spans,
  width,
  isSelected = false,
}: {
  readonly spans: Spans;
  readonly width: number;
  readonly isSelected?: boolean;
}) {
  const theme = useTheme();
  const painted = fitSpans(spans, width, theme).map((it) => theme.paint(it, isSelected));
  // A line without a column would be no line.
  return <Text wrap="truncate">{painted.join('') || ' '}</Text>;
}

export function Rule({ width, joint }: { readonly width: number; readonly joint?: Joint }) {
  const { signs } = useTheme();
  const at = joint === undefined ? -1 : joint.column;
  const before = at < 0 ? width : Math.min(at, width);
  const text = [
    signs.horizontal.repeat(Math.max(0, before)),
    ...(joint === undefined || at >= width
      ? []
      : [signs[joint.type], signs.horizontal.repeat(Math.max(0, width - at - 1))]),
  ].join('');
  return <Line spans={[{ text, style: 'dim' }]} width={width} />;
}

/** Where a vertical line meets the rule. */
interface Joint {
  readonly column: number;
  readonly type: 'down' | 'up';
}
