#!/usr/bin/env node
// Installed as kubectl_complete-meshpath: kubectl asks it what may come next behind `kubectl meshpath`.
import module from 'module';

module.enableCompileCache?.();
void import('../dist/main.js').then(async ({ main }) => {
  process.exitCode = await main(['__complete', ...process.argv.slice(2)]);
});
