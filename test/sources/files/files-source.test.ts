import { describe, expect, test } from 'vitest';

import type { Kind } from '../../../src/inventory/kinds.ts';
import { filesSource } from '../../../src/sources/files/files-source.ts';
import {
  inFolder,
  NOW,
  opened,
  openText,
  problemsOf,
  service,
  servicesOf,
  streamOf,
} from './support.ts';

describe('where files are', () => {
  const files = {
    'b.yaml': service('b'),
    'a.yml': service('a'),
    'c.json': '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "c"}}',
    'read.me': 'not this',
    'deep/d.yaml': service('d'),
  };

  test('a file, whatever it is called', () =>
    inFolder({ 'x.txt': service('x') }, async (folder) => {
      expect(servicesOf(await opened({ paths: [`${folder}/x.txt`] }))).toEqual(['default/x']);
    }));

  test('a folder: its .yaml, .yml and .json, not those of folders inside', () =>
    inFolder(files, async (folder) => {
      expect(servicesOf(await opened({ paths: [folder] }))).toEqual(
        ['a', 'b', 'c'].map((it) => `default/${it}`),
      );
    }));

  test('a folder with all inside it', () =>
    inFolder(files, async (folder) => {
      const source = await opened({ paths: [folder], recursive: true });
      expect(servicesOf(source)).toContain('default/d');
    }));

  test('several, one of them named twice, and standard input', () =>
    inFolder(files, async (folder) => {
      const source = await opened({
        paths: [`${folder}/a.yml`, folder, '-', '-'],
        stdin: streamOf(service('from'), Buffer.from('---\n'), service('stdin')),
      });
      expect(servicesOf(source)).toHaveLength(5);
      expect(problemsOf(source)).toEqual([]);
    }));

  test('a path that does not exist is an end, told in a sentence', async () => {
    await expect(opened({ paths: ['no/such'] })).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 3,
      message: 'no/such cannot be read: there is no such file or folder.',
    });
  });

  test('a folder without files says what would be read', () =>
    inFolder({ 'deep/d.yaml': service('d') }, async (folder) => {
      await expect(opened({ paths: [folder] })).rejects.toMatchObject({
        exitCode: 3,
        message: expect.stringContaining('With -R folders inside it are read too.') as string,
      });
    }));

  test.for<readonly [string, string | Uint8Array, RegExp]>([
    ['nothing', '', /^There is no Kubernetes object in stdin\.$/],
    ['comments', '# nothing\n---\n', /^There is no Kubernetes object in stdin\.$/],
    ['what is broken', 'a: [', /^Nothing in stdin could be read\. stdin:1:\d+: flow sequence/],
    [
      'what is no object',
      'a: 1',
      /it is not a Kubernetes object: it has no apiVersion and no kind\.$/,
    ],
    [
      'what is no text',
      new Uint8Array([0xff, 0xfe, 0x00, 0xd8]),
      /it is no text in UTF-8 or UTF-16\.$/,
    ],
  ])('%s alone is an end', async ([, text, message]) => {
    await expect(openText(text)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(message) as string,
    });
  });

  test('an empty list is an answer', async () => {
    const source = await openText('apiVersion: v1\nkind: List\nitems: []\n');
    expect(problemsOf(source)).toEqual([]);
  });

  test('a stream that fails is told', async () => {
    await expect(opened({ paths: ['-'], stdin: broken() })).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('the line was cut') as string,
    });
  });
});

describe('what files are', () => {
  test.for<readonly [string, Uint8Array]>([
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${service('web')}`)],
    ['UTF-16, little end first', Buffer.from(`\uFEFF${service('web')}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${service('web')}`, 'utf16le').swap16()],
  ])('%s', async ([, bytes]) => {
    expect(servicesOf(await openText(bytes))).toEqual(['default/web']);
  });

  test('lists, of any kind and depth', async () => {
    const source = await openText(`
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: a}}
- apiVersion: v1
  kind: List
  items:
  - apiVersion: v1
    kind: ServiceList
    items: [{metadata: {name: b}}, {metadata: {name: c, namespace: other}}]
  - {apiVersion: networking.k8s.io/v1, kind: IngressList, items: [{metadata: {name: in}}]}
`);
    expect(servicesOf(source)).toEqual(['default/a', 'default/b', 'other/c']);
    expect(source.read().inventory.get('Ingress', 'default', 'in').type).toBe('found');
  });

  test('old versions are raised, and keep what they said they were', async () => {
    const source = await openText(`
apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: old}
spec: {backend: {serviceName: web, servicePort: 80}}
---
apiVersion: v1
kind: Endpoints
metadata: {name: web}
subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]
`);
    const { inventory } = source.read();
    expect(inventory.list('Ingress')[0]).toMatchObject({
      apiVersion: 'extensions/v1beta1',
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    });
    expect(inventory.list('EndpointSlice')).toHaveLength(1);
  });

  test('objects without a namespace go where they are told, those of the cluster nowhere', async () => {
    const text = `${service('a')}---\n{apiVersion: v1, kind: Node, metadata: {name: node, namespace: x}}\n`;
    const source = await openText(text, { defaultNamespace: 'shop' });
    expect(servicesOf(source)).toEqual(['shop/a']);
    expect(source.read().inventory.get('Node', '', 'node')).toMatchObject({ type: 'found' });
  });

  test('kinds that are not read are counted', async () => {
    const source = await openText(
      `${service('a')}---\n{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, metadata: {name: r, namespace: edge}}`,
    );
    expect(source.read().otherKinds).toEqual([
      { kind: 'IngressRoute', group: 'traefik.io', count: 1 },
    ]);
    expect(source.read().inventory.coverage('Service', 'edge').type).toBe('complete');
  });

  test('Secrets are names alone', async () => {
    const source = await openText(
      '{apiVersion: v1, kind: Secret, metadata: {name: s, annotations: {a: canary}}, data: {k: Y2FuYXJ5}, stringData: {k: canary}}',
    );
    const text = JSON.stringify(source.read().inventory.list('Secret'));
    expect(text).toContain('"s"');
    expect(text).not.toMatch(/canary|Y2FuYXJ5/);
  });
});

describe('what is wrong with files', () => {
  test('a broken document is named, and the others are used', async () => {
    const source = await openText(`${service('a')}---\nkind: {\n---\n${service('b')}`);
    expect(servicesOf(source)).toEqual(['default/a', 'default/b']);
    expect(problemsOf(source)).toEqual([expect.stringMatching(/^stdin:[67]:\d+ flow map/)]);
  });

  test('a field of the wrong type is lost alone, and named with object and place', async () => {
    const source = await openText(
      `${service('a')}---\napiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: http}], type: NodePort}\n`,
    );
    expect(source.read().problems).toEqual([
      {
        object: { apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'b' },
        path: 'spec.ports[0].port',
        message: expect.stringContaining('spec.ports[0].port is') as string,
        file: 'stdin',
        line: 6,
        column: 1,
      },
    ]);
    expect(source.read().inventory.list('Service')[1]?.spec.type).toBe('NodePort');
  });

  test('of an object that stands twice the last counts', async () => {
    const source = await openText(
      `${service('a')}---\n{apiVersion: v1, kind: Service, metadata: {name: a, namespace: default}, spec: {type: NodePort}}`,
    );
    expect(source.read().inventory.list('Service')).toMatchObject([{ spec: { type: 'NodePort' } }]);
    expect(problemsOf(source)).toEqual([
      'stdin:6:1 it stands in stdin:1 too; this one, the last, counts',
    ]);
  });

  test.for<readonly [string, string, string]>([
    ['no name', 'metadata: {}', 'this Service has no metadata.name; it is left out'],
    ['no metadata', 'spec: {}', 'this Service has no metadata.name; it is left out'],
    [
      'a name that is a number',
      'metadata: {name: 1}',
      'the name of this Service is a number to YAML: put it in quotes; it is left out',
    ],
    [
      'a name to come',
      'metadata: {generateName: a-}',
      'this Service has a generateName and no name yet; it is left out',
    ],
  ])('%s', async ([, rest, message]) => {
    const source = await openText(`${service('a')}---\napiVersion: v1\nkind: Service\n${rest}\n`);
    expect(problemsOf(source)).toEqual([`stdin:6:1 ${message}`]);
  });

  test.for<readonly [string, string]>([
    ['null', 'it is null and not an object'],
    ['5', 'it is a number and not an object'],
    ['[]', 'it is a list and not an object'],
    ['{kind: Service}', 'it is not a Kubernetes object: it has no apiVersion'],
    ['{apiVersion: v1, kind: ServiceList, items: {}}', 'its items are an object and not a list'],
  ])('an item that is %s', async ([item, message]) => {
    const source = await openText(
      `apiVersion: v1\nkind: List\nitems:\n- ${item}\n- {apiVersion: v1, kind: Service, metadata: {name: a}}\n`,
    );
    expect(problemsOf(source)).toEqual([`stdin:4:3 ${message}`]);
    expect(servicesOf(source)).toEqual(['default/a']);
  });

  test('templates and what is to be rendered are named as such, once a file', () =>
    inFolder(
      {
        'ok.yaml': service('ok'),
        'chart/Chart.yaml': 'apiVersion: v2\nname: web\n',
        'chart/values.yaml': 'replicas: 1\n',
        'chart/templates/a.yaml': '{{- if .Values.on }}\nkind: Service\n{{- end }}\n---\n{{ x }}\n',
        'chart/templates/b.yaml':
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: "{{ .Release.Name }}-web"\n',
        'chart/templates/c.yaml':
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n',
        'base/kustomization.yaml': 'resources: [a.yaml]\n',
        'over/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n',
      },
      async (folder) => {
        const source = await opened({ paths: [folder], recursive: true });
        expect(servicesOf(source)).toEqual(['default/ok']);
        const problems = problemsOf(source).map((it) => it.replace(`${folder}/`, ''));
        expect(problems).toEqual([
          expect.stringMatching(/^base\/kustomization.yaml:1:1 a Kustomize source/),
          expect.stringMatching(/^chart\/Chart.yaml:1:1 a Helm chart/),
          expect.stringMatching(/^chart\/templates\/a.yaml:\d+:\d+ a template/),
          expect.stringMatching(/^chart\/templates\/b.yaml:1:1 a template/),
          expect.stringMatching(/^chart\/templates\/c.yaml:4:\d+ a template/),
          expect.stringMatching(/^chart\/values.yaml:1:1 it looks like the values of a Helm chart/),
          expect.stringMatching(/^over\/kustomization.yaml:1:1 a Kustomize source/),
        ]);
      },
    ));

  test('more objects than are read', async () => {
    const text = `{"kind": "List", "apiVersion": "v1", "items": [${'{},'.repeat(100_000)}{}]}`;
    const source = await openText(`${service('a')}---\n${text}`);
    expect(source.read().problems.at(-1)?.message).toBe(
      'there are more than 1000 problems; the rest is left out',
    );
    expect(servicesOf(source)).toEqual(['default/a']);
  });

  test('more objects than are kept', async () => {
    const item = '{"apiVersion": "v1", "kind": "Other"}';
    const source = await openText(
      `{"kind": "List", "apiVersion": "v1", "items": [${`${item},`.repeat(100_005)}${item}]}`,
    );
    expect(problemsOf(source)).toEqual([
      'stdin there are more than 100000 objects; the rest is left out',
    ]);
    expect(source.read().otherKinds?.[0]?.count).toBe(100_000);
  });

  test('a file that is too large', async () => {
    const large = new Uint8Array(33 * 1024 * 1024);
    await expect(opened({ paths: ['-'], stdin: streamOf(large, large) })).rejects.toThrow(
      'it is larger than 64 MiB; split it',
    );
  });
});

describe('what files do not say', () => {
  const deployment =
    '---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: shop}}\n';

  test('what people write is absent where its namespace has objects', async () => {
    const of = await coverage(service('a', 'shop'));
    for (const kind of [
      'Service',
      'VirtualService',
      'ConfigMap',
      'HTTPRoute',
      'DestinationRule',
    ] as const) {
      expect(of(kind, 'shop')).toBe('complete');
      expect(of(kind, 'other')).toBe('not-in-files');
      expect(of(kind)).toBe('not-in-files');
    }
  });

  test('what a cluster makes is unread, even where some are there', async () => {
    const of = await coverage('{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}}');
    for (const kind of [
      'Pod',
      'EndpointSlice',
      'Node',
      'Secret',
      'IngressClass',
      'GatewayClass',
    ] as const)
      expect(of(kind, 'shop')).toBe('not-in-files');
  });

  test('workloads are told where there is one', async () => {
    expect((await coverage(service('a', 'shop')))('StatefulSet', 'shop')).toBe('not-in-files');
    expect((await coverage(service('a', 'shop') + deployment))('StatefulSet', 'shop')).toBe(
      'complete',
    );
  });

  test('with --complete everything is', async () => {
    const of = await coverage(service('a'), true);
    for (const kind of ['Pod', 'Node', 'Service'] as const)
      expect(of(kind, 'nowhere')).toBe('complete');
    expect(of('Pod')).toBe('complete');
  });

  test('the state of each kind says so', async () => {
    const { resources } = (await openText(service('a'))).read();
    const stateOf = (kind: Kind) => resources.find((it) => it.kind === kind);
    expect(stateOf('Service')).toMatchObject({ state: 'live', count: 1, resource: 'services' });
    expect(stateOf('Pod')).toMatchObject({ state: 'not-in-files', count: 0 });
    expect(stateOf('Ingress')).toMatchObject({ resource: 'ingresses.networking.k8s.io' });
    const complete = (await openText(service('a'), { complete: true })).read().resources;
    expect(new Set(complete.map(({ state }) => state))).toEqual(new Set(['live']));
  });
});

describe('where an object stands', () => {
  const ref = { apiVersion: 'v1', kind: 'Service', namespace: 'default', name: 'b' };

  test('in YAML, with the fields', async () => {
    const source = await openText(
      `# first\n${service('a')}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: b\n  annotations:\n    x.y/z[1]: "1"\nspec:\n  ports:\n  - port: 1\n  - name: two\n    port: 2\n`,
    );
    expect(source.locate?.(ref)).toEqual(at(7, 1));
    expect(source.locate?.(ref, 'spec.ports[1].port')).toEqual(at(17, 5));
    expect(source.locate?.(ref, 'spec.ports[1]')).toEqual(at(16, 5));
    expect(source.locate?.(ref, 'metadata.annotations.x.y/z[1]')).toEqual(at(12, 5));
    expect(source.locate?.(ref, 'spec.ports[7].port')).toEqual(at(14, 3));
    expect(source.locate?.(ref, 'spec.none')).toEqual(at(13, 1));
  });

  test('in lists', async () => {
    const json = await openText(
      `{"kind": "List", "apiVersion": "v1", "items": [\n${item('a')},\n${item('b')}]}`,
    );
    expect(json.locate?.(ref)).toEqual(at(4, 1));
    expect(json.locate?.(ref, 'metadata.name')).toEqual(at(5, 15));
    const yaml = await openText(
      `kind: List\napiVersion: v1\nitems:\n- ${item('a')}\n- ${item('b')}\n`,
    );
    expect(yaml.locate?.(ref)).toEqual(at(6, 3));
    expect(yaml.locate?.(ref, 'metadata.name')).toEqual(at(7, 15));
  });

  test('nowhere, where it is in no file', async () => {
    const source = await openText(service('a'));
    expect(source.locate?.(ref)).toBeUndefined();
  });
});

test('before it is opened nothing is known, and after it the reader is told', async () => {
  const source = filesSource({
    paths: ['-'],
    recursive: false,
    complete: false,
    stdin: streamOf(service('a')),
    now: () => NOW,
  });
  expect(source.read().inventory.get('Service', 'default', 'a')).toEqual({
    type: 'unreadable',
    reason: 'loading',
  });
  let changes = 0;
  await source.open(() => changes++);
  expect(changes).toBe(1);
  expect(source.read().now).toBe(NOW);
  await source.close();
});

async function* broken(): AsyncGenerator<string> {
  yield await Promise.resolve('a: 1');
  throw new Error('the line was cut');
}

const coverage = async (text: string, complete = false) => {
  const { inventory } = (await openText(text, { complete })).read();
  return (kind: Kind, namespace?: string) => {
    const it = inventory.coverage(kind, namespace);
    return it.type === 'complete' ? 'complete' : it.reason;
  };
};

const at = (line: number, column: number) => ({ path: 'stdin', line, column });

const item = (name: string) =>
  `{"apiVersion": "v1", "kind": "Service",\n "metadata": {"name": "${name}"}}`;
