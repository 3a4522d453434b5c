import { expect, test } from 'vitest';

import { demoSource } from '../../src/sources/demo/demo-source.ts';
import { SCENARIOS } from '../../src/sources/demo/scenarios.ts';
import { openScreen, type TestScreen } from '../support/screen.ts';
import { CASE_NOW } from '../support/world.ts';

const clock = { now: () => CASE_NOW, every: () => () => {} };

async function openIncident(scenario: string): Promise<TestScreen> {
  const source = demoSource({ clock, scenario });
  const still = { source, set: () => {}, setState: () => {} };
  const screen = openScreen(still, { columns: 140, rows: 50 });
  await screen.shows('live');
  return screen;
}

async function leave(screen: TestScreen): Promise<void> {
  screen.press('\u0003');
  await screen.exit;
}

/** By which row one gets to it, and what its timeline tells of what came before. */
const TOLD: Readonly<Record<string, readonly [row: string, told: RegExp]>> = {
  'canary-gone-wrong': ['istio', /25m .*argocd-controller wrote spec\.http +VirtualService/],
  'expired-certificate': ['shop', /15m .*IssuingFailed: The certificate request has failed/],
  'local-policy': ['productpage-lb', /40m .*kubectl-edit wrote spec\.externalTrafficPolicy/],
  'missing-controller': ['back-office', /30m .*apply wrote spec\.ingressClassName and spec\.rules/],
  'network-policy': ['shop', /30m .*apply wrote spec\.podSelector.*NetworkPolicy/],
  'pending-load-balancer': ['productpage-lb', /SyncLoadBalancerFailed: Error syncing/],
  'shadowed-rule': ['istio', /20m .*kubectl-edit wrote spec\.http +VirtualService/],
  'subset-without-pods': ['istio', /12m .*apply wrote spec\.subsets +DestinationRule/],
};

test.for(SCENARIOS)('$name: the timeline tells what came before it', async ({ name }) => {
  const [row, told] = TOLD[name] ?? ['', /^$/];
  const screen = await openIncident(name);
  screen.press('/', row, 'Enter', 'T');
  await screen.shows(told);
  await screen.shows(/9d .*was created/);
  await leave(screen);
});

test('what was changed before it broke stands above the keys, however much came after it', async () => {
  const screen = await openIncident('canary-gone-wrong');
  screen.press('T');
  await screen.shows(/^ changed before: argocd-controller wrote spec\.http, 25m ago/m);
  await leave(screen);
});

test('the pane says beside what is wrong what to do next', async () => {
  const screen = await openIncident('subset-without-pods');
  screen.press('/', 'istio', 'Enter', 'Enter', 'o');
  await screen.shows(/✖ no Pod has the labels/);
  await screen.shows(/The subset wants version=v2\.0; 2 Pods/);
  await leave(screen);
});

test('describe says how a Service is set, who answers behind it, and what reaches it', async () => {
  const screen = await openIncident('subset-without-pods');
  screen.press('/', 'istio', 'Enter', 'Enter', 'o', 'd');
  await screen.shows('Service default/reviews');
  await screen.shows(/cluster address +10\.96\./);
  await screen.shows(/http +9080\/TCP +→ 9080 of the Pods/);
  await screen.shows(/10\.244\.\S+ +ready +reviews-v1-\S+ +Running +on node-/);
  await screen.shows(
    /requests that reach it\n.*100 %.*\/reviews\* +by VirtualService default\/bookinfo/,
  );
  await leave(screen);
});

test('describe says of a Pod what became of its containers, and of the requests', async () => {
  const screen = await openIncident('canary-gone-wrong');
  screen.press('5');
  await screen.shows('CrashLoopBackOff');
  screen.press('d');
  await screen.shows(/Pod default\/reviews-v2-/);
  await screen.shows(/made by +ReplicaSet reviews-v2-/);
  await screen.shows(/reviews: gets no requests: it is not ready/);
  await screen.shows(/container reviews\n +state +waits: CrashLoopBackOff/);
  await screen.shows(/before that +ended .* ago with exit code 1, Error/);
  await screen.shows(/0 % +bookinfo\.example\.com +\/reviews\*/);
  await screen.shows(/BackOff .*Back-off restarting/);
  await leave(screen);
});

test('describe says of what lets requests in where it is reached, its rules, and what is wrong behind it', async () => {
  const screen = await openIncident('expired-certificate');
  screen.press('/', 'ingress', 'Enter', 'd');
  await screen.shows('Ingress default/shop');
  await screen.shows(/reached at +http:\/\/shop\.example\.com, https:/);
  await screen.shows(/error +the certificate expired on .*\n +of Certificate default\/shop-tls/);
  await screen.shows(/:443 HTTPS +shop\.example\.com +Secret default\/shop-tls/);
  await screen.shows(/1 +shop\.example\.com += \/productpage +→ productpage:9080/);
  await leave(screen);
});

test('a Deployment is found by its name, with what reaches its Pods, and described', async () => {
  const screen = await openIncident('subset-without-pods');
  screen.press('\u0010', 'Deployment reviews-v1');
  await screen.shows(/Deployment default\/reviews-v1 +what reaches it/);
  screen.press('Enter');
  await screen.shows(/bookinfo\.example\.com +\/reviews\* +90 %/);
  expect(screen.lines()[0]).toContain('used by Deployment default/reviews-v1');
  await leave(screen);
});
