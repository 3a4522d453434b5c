import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { curlCommand, urlFor } from '../../src/text/curl.ts';
import { hostileText } from '../support/hostile-text.ts';
import { runs } from '../support/runs.ts';
import { worldOf } from '../support/world.ts';

/** A VirtualService may name what it likes: the API server takes it. */
function copiedOf(host: string, path: string) {
  const { exposure } = worldOf(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: web}
spec: {selector: {istio: any}, servers: [{port: {number: 80, name: web, protocol: HTTP}, hosts: ["*"]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec:
  hosts: [${JSON.stringify(host)}]
  gateways: [web]
  http: [{match: [{uri: {exact: ${JSON.stringify(path)}}, headers: {x: {exact: ${JSON.stringify(path)}}}}], route: [{destination: {host: web}}]}]
`);
  return exposure.entryPoints.map((it) => ({
    url: urlFor(it, it.routes[0]),
    curl: curlCommand(it, it.routes[0]),
  }));
}

test('what is copied calls the rule', () => {
  expect(copiedOf('shop.example.com', '/a b/ü')).toEqual([
    {
      url: 'http://shop.example.com/a%20b/%C3%BC',
      curl: "curl -i -H 'x: /a b/ü' http://shop.example.com/a%20b/%C3%BC",
    },
  ]);
});

test('a host that nobody can dial gives nothing to call', () => {
  expect(copiedOf('shop.example.com\ntouch /tmp/x\n', '/')).toEqual([
    { url: undefined, curl: undefined },
  ]);
});

test('whatever hosts and paths are, what is copied is one line that can be seen', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (host, path) => {
      for (const { url = '', curl = '' } of copiedOf(`a${host}`, `/${path}`)) {
        expect(url).not.toMatch(/[\s\p{C}]/u);
        expect(curl).not.toMatch(/[\n\p{C}]/u);
      }
    }),
    runs(50, 500),
  );
});
