import { Box } from 'ink';

import { clamp } from '../../list.ts';
import { fieldSpans } from '../../message.ts';
import { paletteItems } from '../../palette.ts';
import { Line } from '../../parts/line.tsx';
import { apart } from '../../parts/spans.ts';
import type { Palette, State } from '../../state.ts';
import { useTheme } from '../../theme.ts';

export function PaletteView({
  state,
  palette,
  width,
  height,
}: {
  readonly state: State;
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
}) {
  const theme = useTheme();
  const { signs } = theme;
  const items = paletteItems(state, palette);
  const room = Math.max(1, height - HEAD);
  const selected = clamp(palette.selected, 0, Math.max(0, items.length - 1));
  const top = clamp(selected - room + 1, 0, Math.max(0, items.length - room));
  const prompt = palette.purpose === 'command' ? ':' : signs.prompt;
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      <Line
        spans={[{ text: ` ${prompt} `, style: 'key' }, ...fieldSpans(palette.field)]}
        width={width}
      />
      <Line spans={[]} width={width} />
      {items.length === 0 && (
        <Line spans={[{ text: '   Nothing fits.', style: 'dim' }]} width={width} />
      )}
      {items.slice(top, top + room).map(({ text, hint }, index) => {
        const isSelected = top + index === selected;
        const spans = apart(
          [{ text: ` ${isSelected ? signs.marker : ' '} ${text}` }],
          [{ text: `${hint} `, style: 'dim' }],
          width,
          theme,
        );
        return <Line key={top + index} spans={spans} width={width} isSelected={isSelected} />;
      })}
    </Box>
  );
}

/** The field, and an empty line. */
const HEAD = 2;
