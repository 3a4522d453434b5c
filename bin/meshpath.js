#!/usr/bin/env node
// Read by any Node since 12, so that an old one can be told: nothing newer than its syntax here.
import module from 'module';

const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 19)) {
  module.enableCompileCache();
  void import('../dist/main.js').then(async ({ main }) => {
    process.exitCode = await main(process.argv.slice(2));
  });
} else {
  process.stderr.write(
    `meshpath needs Node.js 22.19 or newer; this is Node.js ${process.versions.node}.\n`,
  );
  process.exitCode = 2;
}
