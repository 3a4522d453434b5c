import { afterAll, beforeAll, expect, test } from 'vitest';

import { type ControlPlane, startControlPlane } from './support/control-plane.ts';
import { eventually } from './support/eventually.ts';
import { type Kubectl, kubectlOf } from './support/kubectl.ts';
import { MESHPATH } from './support/meshpath.ts';
import { openTerminal, type Terminal } from './support/terminal.ts';

/** One of its own, since here the API server is killed. */
let plane: ControlPlane;
let kubectl: Kubectl;
let terminal: Terminal | undefined;

beforeAll(async () => {
  plane = await startControlPlane(process.env['KUBEBUILDER_ASSETS'] ?? '');
  kubectl = kubectlOf(plane);
});
afterAll(async () => {
  await terminal?.close();
  await plane.stop();
});

test('a server that is killed is said to be gone, and what changed meanwhile shows when it is back', async () => {
  await eventually(() => kubectl('create', 'service', 'nodeport', 'first', '--tcp=80'));
  terminal = openTerminal(process.execPath, [MESHPATH, '--kubeconfig', plane.kubeconfig]);
  await terminal.until(/● live/);
  await terminal.until(/default\/first/);

  await plane.killApiServer();
  await terminal.until(/stale/);
  // What was read is still there.
  await terminal.until(/default\/first/);

  await plane.startApiServer();
  await kubectl('create', 'service', 'nodeport', 'second', '--tcp=80');
  await terminal.until(/default\/second/);
  await terminal.until(/● live/);
  expect(terminal.lines().join('\n')).not.toMatch(/stale/);
});

test('a server that has forgotten the past is listed anew', async () => {
  if (terminal === undefined) throw new Error('the test before this one opens it');
  // Without its cache it watches etcd itself, and ends watches after seconds if it may.
  const flags = ['--watch-cache=false', '--min-request-timeout=3'];
  await plane.killApiServer();
  await plane.startApiServer(...flags);
  await kubectl('create', 'service', 'nodeport', 'third', '--tcp=80');
  await terminal.until(/default\/third/);

  await plane.killApiServer();
  await terminal.until(/stale/);
  await plane.compact();
  await plane.startApiServer(...flags);
  await kubectl('delete', 'service', 'third');
  await terminal.untilGone(/default\/third/);
  await terminal.until(/● live/);
});

test('kinds that are installed while it is open are read', async () => {
  if (terminal === undefined) throw new Error('the test before this one opens it');
  await kubectl('create', '-f', `${import.meta.dirname}/fixtures/crds.yaml`);
  const manifest = `${import.meta.dirname}/fixtures/gateway-api.yaml`;
  await eventually(() => kubectl('apply', '-f', manifest));
  await terminal.until(/gateway +default\/public/);
});
