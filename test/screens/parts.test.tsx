import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';

import { Chooser } from '../../src/tui/parts/picker.tsx';
import { fitSpans } from '../../src/tui/parts/spans.ts';
import { createTheme } from '../../src/tui/theme.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a picker shows what there is, and gives what was chosen', async () => {
  const picked: string[] = [];
  const items = ['dev', 'prod', 'test'].map((it) => ({ label: it, value: `context-${it}` }));
  const { lastFrame, stdin, unmount } = render(
    <Chooser
      picker={{ title: 'Contexts', items }}
      width={30}
      height={10}
      onPick={(it) => picked.push(it)}
    />,
  );
  expect(lastFrame()).toContain('Contexts');
  for (const it of items) expect(lastFrame()).toContain(it.label);
  await settled();
  stdin.write('\u001B[B');
  await settled();
  stdin.write('\r');
  await settled();
  expect(picked).toEqual(['context-prod']);
  unmount();
});

test('of several keys that come in one read none is lost in a picker', async () => {
  const picked: string[] = [];
  const items = ['a', 'b', 'c', 'd'].map((it) => ({ label: it, value: it }));
  const { lastFrame, stdin, unmount } = render(
    <Chooser
      picker={{ title: 'Contexts', items }}
      width={30}
      height={5}
      onPick={(it) => picked.push(it)}
    />,
  );
  await settled();
  stdin.write('jj\u001B[B');
  await settled();
  expect(lastFrame()).toMatch(/▌ \S*d/);
  stdin.write('kk\r');
  await settled();
  expect(picked).toEqual(['b']);
  unmount();
});

test('where what follows has no room at all, the line says that something is missing', () => {
  const theme = createTheme({ colour: false, ascii: false, name: 'dark' });
  const fitted = (...texts: readonly string[]): string =>
    fitSpans(
      texts.map((text) => ({ text })),
      6,
      theme,
    )
      .map((it) => it.text)
      .join('');
  expect(fitted('abc', 'def', 'g')).toBe('abcde…');
  expect(fitted('abc', 'def', '  ')).toBe('abcdef');
});
