import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';

import { truncate } from '../../text/width.ts';
import { useTheme } from '../theme.ts';
import { Line } from './line.tsx';

interface Item {
  readonly label: string;
  readonly value: string;
}

/** One of some, chosen by arrows, a number or Enter. The one part that listens to keys itself. */
export function Chooser({
  picker: { title, items },
  width,
  height,
  onPick,
}: {
  readonly picker: { readonly title: string; readonly items: readonly Item[] };
  readonly width: number;
  readonly height: number;
  readonly onPick: (value: string) => void;
}) {
  const theme = useTheme();
  const shown = items.map(({ label, value }, index) => ({
    key: `${index}`,
    label: truncate(theme.shown(label), width - INDENT, theme.signs.ellipsis),
    value,
  }));
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      <Line spans={[{ text: ` ${title}`, style: 'title' }]} width={width} />
      <SelectInput
        items={shown}
        limit={Math.max(1, height - 2)}
        onSelect={({ value }) => onPick(value)}
        indicatorComponent={Indicator}
        itemComponent={Choice}
      />
    </Box>
  );
}

const INDENT = 4;

function Indicator({ isSelected = false }: { readonly isSelected?: boolean }) {
  const theme = useTheme();
  return <Text>{isSelected ? ` ${theme.signs.marker} ` : '   '}</Text>;
}

function Choice({
  isSelected = false,
  label,
}: {
  readonly isSelected?: boolean;
  readonly label: string;
}) {
  const theme = useTheme();
  return <Text wrap="truncate">{theme.paint({ text: label }, isSelected)}</Text>;
}
