import { Lines } from '../../parts/lines.tsx';
import type { ViewType } from '../../state.ts';
import { useTheme } from '../../theme.ts';
import { helpLines } from './lines.ts';

export function HelpView({
  place,
  top,
  width,
  height,
}: {
  readonly place: ViewType;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}) {
  const lines = helpLines(place, useTheme());
  return <Lines lines={lines.slice(top, top + height)} width={width} height={height} />;
}
