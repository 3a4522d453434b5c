// Reads all Pods of URL in pages of 500, as one would: the next page is asked for while one is parsed and projected,
// all in one thread. Prints the longest time in which nobody would have been heard, in milliseconds.
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';

const [url, token, ca] = process.argv.slice(2);
const agent = new Agent({ ca: readFileSync(ca), keepAlive: true });
const EVERY = 5;
let last = performance.now();
let lastCpu = cpu();
let stall = 0;

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const page = (continued) =>
  new Promise((resolve, reject) => {
    const query = continued === undefined ? '' : `&continue=${encodeURIComponent(continued)}`;
    const headers = { authorization: `Bearer ${token}`, 'user-agent': 'bench' };
    get(`${url}/api/v1/pods?limit=500${query}`, { agent, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (it) => chunks.push(it)).on('end', () => resolve(Buffer.concat(chunks)));
    }).on('error', reject);
  });

const strings = new Map();
const shared = (it) => strings.get(it) ?? (strings.set(it, it), it);
const pods = new Map();

const timer = setInterval(() => {
  const [now, nowCpu] = [performance.now(), cpu()];
  stall = Math.max(stall, Math.min(now - last, nowCpu - lastCpu) - EVERY);
  [last, lastCpu] = [now, nowCpu];
}, EVERY);

let coming = page();
while (coming !== undefined) {
  const text = (await coming).toString('utf8');
  const next = /"continue":"([^"]+)"/.exec(text.slice(0, 2000))?.[1];
  coming = next === undefined ? undefined : page(next);
  for (const { metadata, spec, status } of JSON.parse(text).items)
    pods.set(`${metadata.namespace}/${metadata.name}`, {
      labels: Object.fromEntries(
        Object.entries(metadata.labels ?? {}).map(([key, value]) => [shared(key), shared(value)]),
      ),
      node: shared(spec.nodeName ?? ''),
      containers: spec.containers.map((it) => ({ name: shared(it.name), ports: it.ports })),
      phase: shared(status.phase ?? ''),
      ip: status.podIP,
      conditions: (status.conditions ?? []).map((it) => ({ type: it.type, status: it.status })),
    });
}
clearInterval(timer);
console.log(stall);
