// Azure's storage for tests, on free ports of the loopback interface, or on those from the one that is named; in memory, or in a folder that is named second.
// Prints {"port": n, "queue": n, "table": n}, the first being the blobs', and ends with its standard input, so that it never outlives the test run.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

const services = ['blob', 'queue', 'table'];
const first = Number(process.argv[2] ?? 0);
const folder = process.argv[3];
const azurite = spawn(process.execPath, [
  path.join(import.meta.dirname, 'node_modules/azurite/dist/src/azurite.js'),
  ...(folder ? ['--location', folder] : ['--inMemoryPersistence']), '--disableTelemetry', '--silent', '--skipApiVersionCheck',
  ...services.flatMap((service, i) => [`--${service}Host`, '127.0.0.1', `--${service}Port`, `${first && first + i}`]),
], { stdio: ['ignore', 'pipe', 'inherit'] });

const ports = {};
for await (const line of createInterface({ input: azurite.stdout })) {
  const [, service, port] = /^Azurite (\w+) service is successfully listening at \S+:(\d+)$/.exec(line) ?? [];
  if (port) {
    ports[service.toLowerCase()] = Number(port);
  }

  if (services.every(name => ports[name])) {
    break;
  }
}

azurite.stdout.resume();
console.log(JSON.stringify({ port: ports.blob, queue: ports.queue, table: ports.table }));
let ending = false;
const end = () => {
  ending = true;
  // What it has in memory goes to its folder when it is asked to end.
  azurite.kill(folder ? 'SIGTERM' : 'SIGKILL');
};
azurite.on('exit', () => process.exit(ending ? 0 : 1));
process.stdin.resume();
process.stdin.on('end', end);
process.stdin.on('error', end);
