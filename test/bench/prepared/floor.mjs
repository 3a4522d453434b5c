// A program of the least that a screen over changing Pods takes, without any of meshpath: it watches all Pods of the
// kubeconfig it is given, parses and projects each, and draws ten frames a second with Ink. Plain, as one would write it.
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';

import { render, Text } from 'ink';
import { createElement, useEffect, useState } from 'react';

const FRAME_MS = 100;
const ROWS = 38;

const { clusters, users } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const [{ cluster }] = clusters;
const [{ user }] = users;
const pods = new Map();

const project = ({ metadata, spec, status }) => ({
  namespace: metadata.namespace,
  name: metadata.name,
  labels: metadata.labels,
  node: spec.nodeName,
  containers: spec.containers.map((it) => ({ name: it.name, ports: it.ports })),
  phase: status.phase,
  ip: status.podIP,
  conditions: status.conditions.map(({ type, status: value }) => ({ type, value })),
});

let rest = '';
get(
  `${cluster.server}/api/v1/pods?watch=1&resourceVersion=100`,
  {
    agent: new Agent({ ca: Buffer.from(cluster['certificate-authority-data'], 'base64') }),
    headers: { authorization: `Bearer ${user.token}` },
  },
  (answer) => {
    answer.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const { object } = JSON.parse(line);
        if (object.spec !== undefined) pods.set(object.metadata.name, project(object));
      }
    });
  },
);

function Screen() {
  const [frame, setFrame] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setFrame((it) => it + 1), FRAME_MS);
    return () => clearInterval(timer);
  }, []);
  return Array.from({ length: ROWS }, (_, row) => {
    const mark = frame % ROWS === row ? `> ${frame} of ${pods.size}` : `  row ${row}`;
    return createElement(Text, { key: row, wrap: 'truncate' }, mark.padEnd(110));
  });
}

process.stdin.setRawMode(true);
process.stdout.write('floor');
render(createElement(Screen), { incrementalRendering: true });
