// What DuckDB does in the Parquet benchmark (tests/Erasure.Benchmarks), one job a process, so that its peak memory is that job's.
//   node bench-parquet.mjs make FILE CODEC ROWS            the event file
//   node bench-parquet.mjs ids FILE COUNT IDS              some users of it, a line each
//   node bench-parquet.mjs row FILE OUT                    user and time of one row, a line each
//   node bench-parquet.mjs find FILE IDS THREADS
//   node bench-parquet.mjs copy FILE IDS THREADS OUT CODEC
// Prints {seconds, cpuSeconds, peakBytes, answer}.
import { readFileSync, writeFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [job, file, ...rest] = process.argv.slice(2);
const quoted = text => `'${text.replaceAll("'", "''")}'`;
const threads = { find: rest[1], copy: rest[1] }[job] ?? "2";
const instance = await DuckDBInstance.create(":memory:", { threads });
const connection = await instance.connect();

const jobs = {
  // ten million rows have two million users; a user is five rows at random places
  async make(codec, rows) {
    await connection.run("SET preserve_insertion_order = false");
    await connection.run(`COPY (
      SELECT
        md5('user' || u)::UUID::VARCHAR AS user_id,
        make_timestamp(1700000000000000 + (i * 3000000)::BIGINT + (hash(i) % 3000000)::BIGINT) AS event_time,
        (['DE', 'FR', 'US', 'GB', 'IN', 'BR', 'JP', 'NL', 'PL', 'SE'])[1 + (hash(i, 1) % 10)::INTEGER] AS country,
        ((hash(i, 2) % 100000)::DECIMAL(18, 2) / 100)::DECIMAL(18, 2) AS amount,
        'user' || u || '@' || (['example.com', 'mail.example', 'post.example'])[1 + (hash(u, 3) % 3)::INTEGER] AS email,
        '{"page":"/items/' || (hash(i, 4) % 100000) || '","session":"' || md5(i::VARCHAR) || '","trace":"' || left(md5((i * 7)::VARCHAR), 24) || '"}' AS payload,
        {device: (['ios', 'android', 'web'])[1 + (hash(i, 5) % 3)::INTEGER], ip: (hash(i, 6) % 256) || '.' || (hash(i, 7) % 256) || '.0.1', score: (hash(i, 8) % 1000)::INTEGER} AS ctx
      FROM (SELECT i, hash(i, 9) % (${rows} // 5) AS u FROM range(${rows}) t(i))
    ) TO ${quoted(file)} (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE 122880)`);
  },
  async ids(count, ids) {
    const users = await connection.runAndReadAll(`SELECT user_id FROM (SELECT DISTINCT user_id FROM ${quoted(file)}) ORDER BY hash(user_id) LIMIT ${count}`);
    writeFileSync(ids, users.getRows().map(([id]) => `${id}\n`).join(""));
  },
  async row(out) {
    const row = await connection.runAndReadAll(`SELECT user_id, strftime(event_time, '%Y-%m-%dT%H:%M:%S.%f') FROM ${quoted(file)} ORDER BY hash(event_time) LIMIT 1`);
    writeFileSync(out, row.getRows()[0].map(value => `${value}\n`).join(""));
  },
  async find(ids) {
    const found = await connection.runAndReadAll(`SELECT count(*) FROM ${quoted(file)} WHERE user_id IN (SELECT id FROM ids)`);
    return Number(found.getRows()[0][0]);
  },
  async copy(ids, _, out, codec) {
    await connection.run(`COPY (SELECT * FROM ${quoted(file)} f ANTI JOIN ids ON f.user_id = ids.id) TO ${quoted(out)} (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE 122880)`);
  },
};

if (job === "find" || job === "copy") {
  const values = readFileSync(rest[0], "utf8").trim().split("\n").map(id => `(${quoted(id)})`).join();
  await connection.run(`CREATE TABLE ids AS SELECT * FROM (VALUES ${values}) v(id)`);
}

const processor = process.cpuUsage();
const start = process.hrtime.bigint();
const answer = await jobs[job](...rest);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const { user, system } = process.cpuUsage(processor);
console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, peakBytes: process.resourceUsage().maxRSS * 1024, answer }));
