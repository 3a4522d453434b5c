import { Box } from 'ink';

import { Line } from './line.tsx';
import type { Spans } from './spans.ts';

/** A block of `height` lines, filled with empty ones. */
export function Lines({
  lines,
  width,
  height,
}: {
  readonly lines: readonly Spans[];
  readonly width: number;
  readonly height: number;
}) {
  const shown = Array.from({ length: Math.max(0, height) }, (_, index) => lines[index] ?? []);
  return (
    <Box flexDirection="column" width={width} height={Math.max(0, height)} overflow="hidden">
      {shown.map((spans, index) => (
        <Line key={index} spans={spans} width={width} />
      ))}
    </Box>
  );
}
