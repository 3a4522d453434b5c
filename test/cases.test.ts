import { basename, join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { checking } from '../src/checks/checking.ts';
import { paintOf } from '../src/cli/print/paint.ts';
import { printTree } from '../src/cli/print/tree.ts';
import { finished } from '../src/lib/finished.ts';
import { worstFirst } from '../src/model/worst-first.ts';
import { treeOf } from '../src/text/tree.ts';
import { caseFolders, caseRequests, CASES, caseWorld } from './support/cases.ts';
import { expectedOf, seenIn } from './support/request-case.ts';

const PLAIN = paintOf({ colour: false, ascii: false });

describe.each(caseFolders)('%s', (folder) => {
  const world = caseWorld(folder);
  const requests = caseRequests(folder);

  test('the tree', async () => {
    const tree = treeOf(world.exposure, worstFirst(world.exposure.entryPoints));
    await expect(printTree(tree, PLAIN)).toMatchFileSnapshot(join(CASES, folder, 'tree.txt'));
  });

  test.each(requests)('$request $headers', (row) => {
    expect(seenIn(world, row)).toEqual(expectedOf(row));
  });

  test('the objects are whole', () => {
    expect(world.notes).toEqual([]);
  });
});

test.each(caseFolders.filter((it) => /(?:bookinfo|upstream)-/.test(it)))(
  '%s: nothing is found in what is right',
  (folder) => {
    const { exposure, inventory, now } = caseWorld(folder);
    const { findings } = finished(checking(exposure, inventory, now));
    const alarms = findings.filter((it) => it.severity !== 'info');
    expect([...new Set(alarms.map((it) => `${it.check} ${it.object.name}`))]).toEqual(
      WRONG_ON_PURPOSE[basename(folder)] ?? [],
    );
  },
);

test('each case is named for the clauses that it covers', () => {
  const names = caseFolders.map((it) => basename(it));
  const clauses = /^([SING]\d+[a-z]?-)+[a-z0-9-]+$|^bookinfo-|^upstream-/;
  expect(names.filter((it) => !clauses.test(it))).toEqual([]);
});

/** What upstream's own examples get wrong: some to show what comes of it. */
const WRONG_ON_PURPOSE: Readonly<Record<string, readonly string[]>> = {
  'upstream-conformance-httproute-hostname-intersection': [
    'route/host-not-covered no-intersecting-hosts',
    'route/host-not-covered specific-host-matches-listener-specific-host',
    'route/host-not-covered specific-host-matches-listener-wildcard-host',
    'route/host-not-covered wildcard-host-matches-listener-specific-host',
  ],
  'upstream-conformance-httproute-invalid-backendref-unknown-kind': [
    'destination/unsupported invalid-backend-ref-unknown-kind',
  ],
  'upstream-conformance-httproute-invalid-cross-namespace-backend-ref': [
    'destination/not-granted invalid-cross-namespace-backend-ref',
  ],
  'upstream-conformance-httproute-invalid-nonexistent-backendref': [
    'destination/service-missing invalid-nonexistent-backend-ref',
  ],
  'upstream-conformance-httproute-invalid-reference-grant': [
    'destination/not-granted reference-grant',
  ],
  'upstream-conformance-httproute-partially-invalid-via-invalid-reference-grant': [
    'destination/not-granted invalid-reference-grant',
  ],
  'upstream-conformance-httproute-omitted-backendrefs': [
    'route/no-destination omitted-backendrefs',
  ],
  'upstream-conformance-listenerset-allowed-routes-namespaces': [
    'route/not-allowed route-in-gateway-namespace',
  ],
  'upstream-conformance-listenerset-dual-parentref-independence': [
    'route/gateway-missing route-dual-parentref-one',
  ],
  'upstream-conformance-listenerset-gateway-parent-section-name-not-found': [
    'route/gateway-missing route-via-gateway',
  ],
  'upstream-cross-namespace': ['destination/not-granted foo'],
  'upstream-ingress-nginx-canaries': ['route/canary-without-share alone'],
  'upstream-listener-sets': ['route/not-allowed web'],
  'upstream-routing': ['route/unreachable catch-all'],
  'upstream-secure-gateways-without-secret': ['listener/secret-missing mygateway'],
  'upstream-shared-gateway': ['route/not-allowed guest'],
  'upstream-tls-certificate-without-grant': [
    'listener/certificate-not-granted cross-namespace-tls-gateway',
  ],
  'upstream-unknown-backend-kind': ['destination/unsupported default-match-route'],
  // Three rules ask for one method, so that two of them take nothing.
  'upstream-conformance-grpcroute-request-header-modifier': [
    'route/unreachable grpc-request-header-modifier',
  ],
  // Its rule asks for a port that its Gateway does not have.
  'upstream-reference-gateway': ['route/never-applies bookinfo-mongo'],
  'upstream-default-match': ['destination/unsupported default-match-route'],
  'upstream-reference-service-entries': [
    'destination/not-granted all',
    'destination/service-missing all',
  ],
  'upstream-simulation-duplicate-cross-namespace-gateway-collision': [
    'destination/service-missing bookinfo',
    'listener/conflict gateway',
  ],
  'upstream-simulation-duplicate-cross-namespace-gateway-collision-selected-first': [
    'listener/conflict gateway',
  ],
  'upstream-simulation-duplicate-tls-virtual-service': ['route/unreachable vs2'],
  'upstream-simulation-httpsredirect-with-routes': ['destination/service-missing vs'],
  'upstream-simulation-mixed-httpsredirect-with-routes': ['destination/service-missing vs'],
  'upstream-simulation-ingress-shared-tls-cert-conflict-alpha-first': ['listener/conflict beta'],
  'upstream-simulation-ingress-shared-tls-cert-conflict-beta-first': ['listener/conflict beta'],
  'upstream-simulation-multiple-protocols-on-a-port-http-first': ['listener/conflict beta'],
  'upstream-simulation-multiple-protocols-on-a-port-tcp-first': ['listener/conflict beta'],
};
