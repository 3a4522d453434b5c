import { join } from 'node:path';

import { expect, test } from 'vitest';

import { bookinfo } from './support/bookinfo.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const cluster = bookinfo();

/** Of the tree these lines, in this order; others may stand between them. */
async function expectPath(query: string, path: readonly RegExp[]): Promise<void> {
  const { code, stdout } = await cluster.meshpath('tree', query);
  expect(code).toBe(0);
  const lines = stdout.split('\n');
  let from = 0;
  for (const hop of path) {
    const found = lines.findIndex((line, index) => index >= from && hop.test(line));
    expect(found, `${hop} from line ${from} of\n${stdout}`).toBeGreaterThanOrEqual(from);
    from = found + 1;
  }
}

test('Istio’s gateway, from its address to the Pods', () =>
  expectPath('default/bookinfo-gateway', [
    /^● http:\/\/203\.0\.113\.10 .*Gateway default\/bookinfo-gateway/,
    /● 203\.0\.113\.10:80 +LoadBalancer istio-system\/istio-ingressgateway/,
    /● node ports :31380 +on 3 nodes/,
    /● istio-ingressgateway +2\/2 Pods/,
    /● istio-ingressgateway-\S+ +Running/,
    /● istio-ingressgateway-\S+ +Running/,
    /● Gateway default\/bookinfo-gateway +:8080 HTTP/,
    /● VirtualService bookinfo/,
    /● 1 +=.*\/productpage \| \/static\* \| = \/login \| = \/logout \| \/api\/v1\/products\* +→ productpage:9080 +1\/1/,
    /● productpage-v1-\S+ +Running/,
    /● 2 +\/reviews\*/,
    /● 90 % +reviews:9080 +v1 +1\/1/,
    /maxConnections 100/,
    /● reviews-v1-\S+ +Running/,
    /● 10 % +reviews:9080 +v2 +1\/1/,
    /● reviews-v2-\S+ +Running/,
  ]));

test('the Ingress through nginx, with its canary', () =>
  expectPath('default/bookinfo-nginx', [
    /^● https?:\/\/bookinfo\.example\.com .*Ingress default\/bookinfo-nginx/,
    /● 203\.0\.113\.20:80,443 +LoadBalancer ingress-nginx\/ingress-nginx-controller/,
    /● node ports :32080 :32443 +on 3 nodes/,
    /● ingress-nginx-controller +2\/2 Pods/,
    /● Ingress default\/bookinfo-nginx/,
    /● 1 +=.*\/productpage +→ productpage:9080 +1\/1/,
    /● productpage-v1-\S+ +Running/,
    /● 2 +\/reviews/,
    /● 90 % +reviews:9080 +3\/3/,
    /● 10 % +ratings:9080 +1\/1/,
    /default\/bookinfo-canary/,
    /● ratings-v1-\S+ +Running/,
    /308 to https/,
  ]));

test('the Ingress through Istio’s gateway', () =>
  expectPath('default/bookinfo-istio', [
    /^● http:\/\/mesh\.example\.com .*Ingress default\/bookinfo-istio/,
    /● 203\.0\.113\.10:80 +LoadBalancer istio-system\/istio-ingressgateway/,
    /● node ports :31380 +on 3 nodes/,
    /● istio-ingressgateway +2\/2 Pods/,
    /● Ingress default\/bookinfo-istio/,
    /● 1 +=.*\/productpage +→ productpage:9080 +1\/1/,
    /● productpage-v1-\S+ +Running/,
  ]));

test('the Gateway of the Gateway API, through the proxy that was made for it', () =>
  expectPath('default/public', [
    /^● http:\/\/203\.0\.113\.30 .*Gateway default\/public/,
    /● 203\.0\.113\.30:80 +LoadBalancer public-istio/,
    /● node ports :32180 +on 3 nodes/,
    /● public-istio +1\/1 Pod/,
    /● public-istio-\S+ +Running/,
    /● Gateway default\/public +:80 HTTP/,
    /● HTTPRoute bookinfo/,
    /● 1 +=.*\/productpage \| \/static.* +→ productpage:9080 +1\/1/,
    /● productpage-v1-\S+ +Running/,
  ]));

test('a port of each node', () =>
  expectPath('default/details-node-port', [
    /^● http:\/\/198\.51\.100\.1:30080 .*Service default\/details-node-port/,
    /● node ports :30080 +on 3 nodes/,
    /→ details-node-port:9080 +1\/1/,
    /● details-v1-\S+ +Running/,
  ]));

test('a load balancer on one’s own machine', () =>
  expectPath('default/ratings-public', [
    /^● http:\/\/localhost:9080 .*Service default\/ratings-public/,
    /● localhost:9080 +LoadBalancer ratings-public/,
    /● node ports :30090 +on 3 nodes/,
    /→ ratings-public:9080 +1\/1/,
    /● ratings-v1-\S+ +Running/,
  ]));

test('a Pod that crashes breaks its share, with reason and time', async () => {
  const pod = await cluster.podOf('app=reviews,version=v2');
  await cluster.during(
    ['annotate', pod, 'test.kube/status=CrashLoopBackOff'],
    ['annotate', pod, 'test.kube/status-'],
    async () => {
      const tree = await cluster.untilTree('bookinfo-gateway', /✖ reviews-v2-.*CrashLoopBackOff/);
      expect(tree).toMatch(/✖ 10 % {2}reviews:9080 {2}v2 {2}0\/1/);
      expect(tree).toMatch(/▲ .*istio Gateway default\/bookinfo-gateway/);
      expect(tree).toMatch(/● 90 % {2}reviews:9080 {2}v1 {2}1\/1/);
      expect(tree).toMatch(/14 restarts/);
    },
  );
});

test('where the Service is gone, what is missing is said', async () => {
  await cluster.during(
    ['delete', 'service', 'productpage'],
    ['apply', '-f', join(FIXTURES, 'bookinfo.yaml')],
    async () => {
      const tree = await cluster.untilTree('bookinfo-gateway', /✖ 1 .*productpage/);
      expect(tree).toMatch(/productpage.*does not exist/);
    },
  );
});

test('nothing to run is idle, not broken', async () => {
  await cluster.during(
    ['scale', 'deployment/productpage-v1', '--replicas=0'],
    ['scale', 'deployment/productpage-v1', '--replicas=1'],
    async () => {
      const tree = await cluster.untilTree('default/public', /○ 1 .*productpage/);
      expect(tree).toMatch(/^○ .*gateway Gateway default\/public/);
      expect(tree).toMatch(/scaled to (0|zero)/);
      expect(tree).not.toMatch(/✖/);
    },
  );
});
