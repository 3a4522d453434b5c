// Loaded before the program (`node --import`): tells at its end what it cost. Plain, so that it costs nothing itself.
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';

const EVERY = 5;
let last = performance.now();
let lastCpu = cpu();
let stall = 0;
let firstAnswer;

// What the machine does for others meanwhile is no stall of the program: never more than the time it computed itself.
const look = () => {
  const now = performance.now();
  const nowCpu = cpu();
  // Until the server answers nothing is read yet: the program itself is loaded.
  if (firstAnswer !== undefined)
    stall = Math.max(stall, Math.min(now - last, nowCpu - lastCpu) - EVERY);
  last = now;
  lastCpu = nowCpu;
};
if (process.env.MESHPATH_PROBE_QUIET === undefined) setInterval(look, EVERY).unref();

subscribe('undici:request:headers', () => {
  firstAnswer ??= Date.now();
});

process.on('exit', () => {
  const { maxRSS } = process.resourceUsage();
  const told = { stall, firstAnswer, megabytes: maxRSS / 1024 };
  writeFileSync(process.env.MESHPATH_PROBE, JSON.stringify(told));
});

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
