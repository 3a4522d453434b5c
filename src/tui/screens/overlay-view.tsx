import { Lines } from '../parts/lines.tsx';
import type { ReadOverlay, State } from '../state.ts';
import { useTheme } from '../theme.ts';
import { overlayLines } from './overlay.ts';

export function OverlayView({
  state,
  overlay,
  width,
  height,
}: {
  readonly state: State;
  readonly overlay: ReadOverlay;
  readonly width: number;
  readonly height: number;
}) {
  const lines = overlayLines(state, overlay, useTheme());
  // It may have become shorter since it was scrolled.
  const top = Math.min(overlay.top, Math.max(0, lines.length - height));
  return <Lines lines={lines.slice(top, top + height)} width={width} height={height} />;
}
