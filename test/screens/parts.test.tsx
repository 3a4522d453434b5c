import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';

import { Chooser } from '../../src/tui/parts/picker.tsx';

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
