// DynamoDB for tests, in memory, on a free port of the loopback interface, or on the one that is named.
// Prints {"port": n} and ends with its standard input, so that it never outlives the test run.
import dynalite from 'dynalite';

const server = dynalite({ createTableMs: 20, deleteTableMs: 20, updateTableMs: 20 });
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
