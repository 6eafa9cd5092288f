// A mail server for tests, on a free port of the loopback interface: STARTTLS with a certificate of its own, user "erasure", password "s3cret".
// Prints {"port": n}, then a line for each mail, and ends with its standard input, so that it never outlives the test run.
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  onAuth(auth, session, done) {
    const known = auth.username === 'erasure' && auth.password === 's3cret';
    done(known ? null : new Error('unknown'), known ? { user: auth.username } : undefined);
  },
  onRcptTo(address, session, done) {
    const refused = Object.assign(new Error('no such person'), { responseCode: 550 });
    done(address.address.startsWith('nobody') ? refused : undefined);
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      console.log(JSON.stringify({
        secure: session.secure, user: session.user, from: mailFrom.address, to: rcptTo.map(to => to.address),
        bytes: Buffer.concat(chunks).toString('base64'),
      }));
      done();
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.server.address().port })));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
