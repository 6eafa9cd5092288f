// A domain that erases at once, as docs/domain-contract.md has it, on the port of the loopback interface that is named.
// Prints {"port": n} and ends with its standard input.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const known = request.url.startsWith('/erasures');
  request.resume().on('end', () => {
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(known ? '{"status": "erased", "count": 1}' : '{}');
  });
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
