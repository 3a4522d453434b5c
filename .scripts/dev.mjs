// The program from its sources, without a build: `npm run dev -- list --demo`.
import { main } from '../src/main.ts';

process.exitCode = await main(process.argv.slice(2));
