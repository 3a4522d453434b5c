import { Box, Text, useInput } from 'ink';
import SelectInput from 'ink-select-input';
import { useRef, useState } from 'react';

import { truncate } from '../../text/width.ts';
import { keyNames } from '../key-names.ts';
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
  const limit = Math.max(1, height - 2);
  const [index, setIndex] = useState(0);
  // One read of a slow line may bring several keys, before anything is drawn anew.
  const chosen = useRef(0);
  useInput((input, key) => {
    for (const name of keyNames(input, key)) {
      const first = Math.max(0, chosen.current - limit + 1);
      const picked = name === 'return' ? items[chosen.current] : numbered(items, first, name);
      if (picked !== undefined) return onPick(picked.value);
      const step = STEPS[name] ?? 0;
      chosen.current = (chosen.current + step + items.length) % items.length;
    }
    setIndex(chosen.current);
  });
  const shown = items.map(({ label, value }, at) => ({
    key: `${at}`,
    label: truncate(theme.shown(label), width - INDENT, theme.signs.ellipsis),
    value,
  }));
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      <Line spans={[{ text: ` ${title}`, style: 'title' }]} width={width} />
      <SelectInput
        key={index}
        items={shown}
        limit={limit}
        initialIndex={index}
        isFocused={false}
        indicatorComponent={Indicator}
        itemComponent={Choice}
      />
    </Box>
  );
}

const INDENT = 4;
const STEPS: Readonly<Record<string, number>> = { j: 1, down: 1, k: -1, up: -1 };

/** `1` is the first that is seen. */
const numbered = (items: readonly Item[], first: number, name: string): Item | undefined =>
  /^[1-9]$/.test(name) ? items[first + Number(name) - 1] : undefined;

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
