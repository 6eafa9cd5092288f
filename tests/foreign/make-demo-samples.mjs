// Makes src/Erasure.Host/Demo/samples: a small lake as other tools write one. The person that the demo erases is
// user u-2042, customer 302042, mira.lindqvist@example.org.
//   node tests/foreign/make-demo-samples.mjs
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { sql } from "./duckdb.mjs";
import { rewrite } from "./writers.mjs";

const folder = fileURLToPath(new URL("../../src/Erasure.Host/Demo/samples/", import.meta.url));
rmSync(folder, { recursive: true, force: true });

const user = step => `('u-' || (1000 + (i * ${step}) % 1500))`;
const person = { id: 2042, name: "Mira Lindqvist", email: "mira.lindqvist@example.org" };

await parquet("web/events/date=2026-10-30/part-0000.parquet", `
  SELECT i + 1 AS event_id, TIMESTAMP '2026-10-30 00:00:00' + to_milliseconds(i * 14000) AS occurred_at, ${user(7919)} AS user_id,
    ['page_view', 'search', 'add_to_cart', 'checkout'][1 + i % 4] AS kind, '/p/' || (i * 31 % 400) AS page,
    {'user': {'id': ${user(7919)}, 'plan': ['free', 'plus'][1 + i % 2]}, 'ip': '203.0.113.' || (i % 250), 'mobile': i % 3 = 0} AS ctx
  FROM range(6144) t(i)`, "COMPRESSION snappy, ROW_GROUP_SIZE 2048");
await parquet("web/events/date=2026-10-31/part-0000.parquet", `
  SELECT i + 6145 AS event_id, TIMESTAMP '2026-10-31 00:00:00' + to_milliseconds(i * 21000) AS occurred_at, ${user(104729)} AS user_id,
    ['page_view', 'search', 'add_to_cart', 'checkout'][1 + i % 4] AS kind, '/p/' || (i * 37 % 400) AS page,
    {'user': {'id': ${user(104729)}, 'plan': ['free', 'plus'][1 + i % 2]}, 'ip': '203.0.113.' || (i % 250), 'mobile': i % 3 = 0} AS ctx
  FROM range(4096) t(i)`, "COMPRESSION zstd, ROW_GROUP_SIZE 2048");
await parquet("shop/orders/2026-10.parquet", `
  SELECT 500000 + i AS order_id, 300000 + 1000 + (i * 613) % 1500 AS customer_id, (19.90 + i % 80)::DECIMAL(9, 2) AS total, DATE '2026-10-01' + (i % 31)::INTEGER AS day,
    [{'sku': 'A-' || (i % 90), 'quantity': 1 + i % 3}, {'sku': 'B-' || (i % 70), 'quantity': 1}][1:1 + i % 2] AS items,
    CASE WHEN i % 5 = 0 THEN 'Leave it at the door' END AS note
  FROM range(3000) t(i)`, "COMPRESSION gzip, ROW_GROUP_SIZE 2048");
await parquet("app/sessions/2026-10.parquet", `
  SELECT i AS session_id, {'id': ${user(15485863)}, 'device': ['ios', 'android', 'web'][1 + i % 3]} AS "user", TIMESTAMP '2026-10-01 06:00:00' + to_seconds(i * 700) AS started_at, (i * 17 % 3600)::INTEGER AS seconds
  FROM range(3600) t(i)`, "COMPRESSION uncompressed");
await rewrite({
  path: `${folder}app/sessions/2026-10.parquet`, to: `${folder}app/sessions/2026-10.parquet`,
  compression: "LZ4_RAW", version: 2, rowGroupSize: 900, pageSize: 4096, batchSize: 256, statistics: "Page",
});

text("web/clicks/2026-10-30.jsonl", rows(1100, i => JSON.stringify({ at: `2026-10-30T${clock(i)}Z`, user: { id: `u-${1000 + (i * 71) % 1500}` }, target: `#${i % 40}` })));
text("web/clicks/2026-10-31.jsonl.gz", rows(1200, i => JSON.stringify({ at: `2026-10-31T${clock(i)}Z`, user: { id: `u-${1000 + (i * 53) % 1500}` }, target: `#${i % 40}`, note: i % 9 ? undefined : "said \"hello\", twice" })));
text("crm/contacts/contacts.csv", ["customer_id,email,name,remark", ...rows(900, i => {
  const id = 1000 + (i * 3) % 1500 + (i >= 500 ? 1 : 0);
  return `${300000 + id},${email(id)},${id === person.id ? person.name : `Customer ${id}`},${i % 11 ? "" : "\"prefers mail,\nnot phone\""}`;
}).filter(unique())].join("\r\n"));
text("crm/newsletter/subscribers.csv.gz", ["email,since,topics", ...rows(1100, i => `${email(1000 + (i * 7) % 1500)},2025-0${1 + i % 9}-1${i % 10},"news, offers"`)].join("\n"));

async function parquet(name, query, options) {
  mkdirSync(dirname(folder + name), { recursive: true });
  await sql({ sql: [`COPY (${query}) TO '${folder}${name}' (FORMAT parquet, ${options})`] });
}

function text(name, content) {
  const lines = (Array.isArray(content) ? content.join("\n") : content) + "\n";
  mkdirSync(dirname(folder + name), { recursive: true });
  writeFileSync(folder + name, name.endsWith(".gz") ? gzipSync(lines, { level: 9 }) : lines);
}

function rows(count, make) {
  return Array.from({ length: count }, (_, i) => make(i));
}

function email(id) {
  return id === person.id ? person.email : `customer.${id}@example.org`;
}

function unique() {
  const seen = new Set();
  return line => !seen.has(line.split(",")[0]) && seen.add(line.split(",")[0]);
}

function clock(i) {
  const seconds = (i * 71) % 86400;
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(part => String(Math.floor(part)).padStart(2, "0")).join(":");
}
