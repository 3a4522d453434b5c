import { expect, test } from 'vitest';

import type { Wiring } from '../../src/cli/context.ts';
import { run } from '../../src/cli/run.ts';
import type { SendProbe } from '../../src/model/probe.ts';
import { createSession } from '../../src/session/session.ts';
import { demoSource } from '../../src/sources/demo/demo-source.ts';
import { recordingIo } from '../support/transcript.ts';
import { CASE_NOW } from '../support/world.ts';

const URL = 'http://bookinfo.example.com/productpage';

/** What was sent, and what had been said on stderr by then. */
async function traced(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { io, stdout, stderr } = recordingIo(env);
  const sent: string[] = [];
  const probe: SendProbe = (request) => {
    sent.push(stderr());
    const at = new Date(CASE_NOW).toISOString();
    return Promise.resolve({ request, at, names: [], connection: { type: 'not-tried' } });
  };
  const source = demoSource({ clock: { now: () => CASE_NOW, every: () => () => {} } });
  const wiring: Pick<Wiring, 'open' | 'probe'> = {
    open: () =>
      Promise.resolve(createSession(source, { now: () => CASE_NOW, after: () => () => {} })),
    probe,
  };
  await run(['trace', URL, ...argv], io, wiring as Wiring);
  return { sent, stdout: stdout() };
}

test('nothing is sent unless it is asked for', async () => {
  expect((await traced([])).sent).toEqual([]);
});

test('what is sent is said before', async () => {
  const { sent, stdout } = await traced(['--probe']);
  expect(sent).toEqual([
    '--probe looks bookinfo.example.com up here, connects to bookinfo.example.com on port 80 and sends one HEAD /productpage.\n',
  ]);
  expect(stdout).not.toContain('--probe looks');
});

test.for([
  [{ http_proxy: 'http://proxy.example.com:3128' }, /--probe goes past the proxy of http_proxy\./],
  [{ ALL_PROXY: 'socks5://proxy.example.com' }, /past the proxy of ALL_PROXY/],
  [{ HTTPS_PROXY: 'http://proxy.example.com:3128' }, /^(?!.*proxy of)/s],
  [
    { http_proxy: 'http://proxy.example.com:3128', NO_PROXY: 'localhost, .example.com' },
    /^(?!.*proxy of)/s,
  ],
  [{ http_proxy: '' }, /^(?!.*proxy of)/s],
] as const)(
  'a proxy that others would use is said to be passed by: %o',
  async ([env, expected]) => {
    expect((await traced(['--probe'], env)).sent.join('')).toMatch(expected);
  },
);
