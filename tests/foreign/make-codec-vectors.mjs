// Makes tests/Erasure.Parquet.Tests/data/codecs: bytes as other tools compress them, `NAME.CODEC` beside `NAME.raw`.
//   node tests/foreign/make-codec-vectors.mjs
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { parquetMetadata } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";
import { sql } from "./duckdb.mjs";
import { rewrite } from "./writers.mjs";

const folder = fileURLToPath(new URL("../Erasure.Parquet.Tests/data/codecs/", import.meta.url));
mkdirSync(folder, { recursive: true });
const contents = {
  text: "SELECT 'user' || (i * 7919 % 1000) || '@example.com, row ' || i || ', ' || repeat('ab', i % 30) AS c FROM range(900) t(i)",
  integers: "SELECT (i * 2654435761 % 100003)::BIGINT AS c FROM range(4000) t(i)",
  sparse: "SELECT CASE WHEN i % 97 = 0 THEN i ELSE 0 END AS c FROM range(6000) t(i)",
};

for (const [name, query] of Object.entries(contents)) {
  const plain = `${folder}${name}.parquet`;
  await sql({ sql: [`COPY (${query}) TO '${plain}' (FORMAT parquet, COMPRESSION uncompressed)`] });
  let raw;
  for (const compression of ["SNAPPY", "ZSTD", "LZ4_RAW", "GZIP", "BROTLI"]) {
    const file = `${folder}${name}-${compression}.parquet`;
    await rewrite({ path: plain, to: file, compression, dictionary: false });
    const page = firstPage(readFileSync(file));
    raw ??= Buffer.from(compressors[compression](page.body, page.length));
    writeFileSync(`${folder}${name}.${compression.toLowerCase()}`, page.body);
    rmSync(file);
  }
  rmSync(plain);
  writeFileSync(`${folder}${name}.raw`, raw);
  writeFileSync(`${folder}${name}.node-gzip`, Buffer.concat([gzipSync(raw.subarray(0, 1000)), gzipSync(raw.subarray(1000), { level: 9 })]));
  writeFileSync(`${folder}${name}.node-brotli`, brotliCompressSync(raw));
  for (const codec of ["snappy", "zstd", "lz4_raw"]) {
    const file = `${folder}${name}-duckdb.parquet`;
    await sql({ sql: [`COPY (${query}) TO '${file}' (FORMAT parquet, COMPRESSION ${codec}, DICTIONARY_SIZE_LIMIT 1)`] });
    const page = firstPage(readFileSync(file));
    writeFileSync(`${folder}${name}-duckdb.raw`, Buffer.from(compressors[codec.toUpperCase()](page.body, page.length)));
    writeFileSync(`${folder}${name}-duckdb.${codec}`, page.body);
    rmSync(file);
  }
}

function firstPage(bytes) {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const column = parquetMetadata(buffer).row_groups[0].columns[0].meta_data;
  const reader = { view: new DataView(buffer, Number(column.data_page_offset)), offset: 0 };
  const header = deserializeTCompactProtocol(reader);
  const start = Number(column.data_page_offset) + reader.offset;
  return { body: new Uint8Array(buffer.slice(start, start + header.field_3)), length: header.field_2 };
}
