import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import * as hyparquetWriter from "hyparquet-writer";
import * as hyparquetWriter16 from "hyparquet-writer-16";
import { Compression, Encoding, EnabledStatistics, readParquet, WriterPropertiesBuilder, WriterVersion, writeParquet } from "parquet-wasm/node";

/** Reads a Parquet file with arrow-rs and has arrow-rs write it with other choices. */
export async function rewrite({ path, to, compression, version, encoding, dictionary, pageSize, batchSize, rowGroupSize, statistics, columns, metadata }) {
  let builder = new WriterPropertiesBuilder();
  if (compression) builder = builder.setCompression(Compression[compression]);
  if (version) builder = builder.setWriterVersion(version === 2 ? WriterVersion.V2 : WriterVersion.V1);
  if (dictionary !== undefined) builder = builder.setDictionaryEnabled(dictionary);
  if (encoding) builder = builder.setEncoding(Encoding[encoding]);
  if (pageSize) builder = builder.setDataPageSizeLimit(pageSize).setDictionaryPageSizeLimit(pageSize);
  if (batchSize) builder = builder.setWriteBatchSize(batchSize);
  if (rowGroupSize) builder = builder.setMaxRowGroupSize(rowGroupSize);
  if (statistics) builder = builder.setStatisticsEnabled(EnabledStatistics[statistics]);
  if (metadata) builder = builder.setKeyValueMetadata(new Map(Object.entries(metadata)));
  for (const [column, choice] of Object.entries(columns ?? {})) {
    builder = builder.setColumnDictionaryEnabled(column, false).setColumnEncoding(column, Encoding[choice]);
  }
  writeFileSync(to, writeParquet(readParquet(new Uint8Array(readFileSync(path))), builder.build()));
  return {};
}

/** Reads a plain Parquet file with hyparquet and has hyparquet-writer write it with other choices; 0.16.9 begins pages inside rows. */
export async function writeHyparquet({ path, to, release, columns, ...options }) {
  const file = arrayBuffer(readFileSync(path));
  const { schema } = parquetMetadata(file);
  const rows = await parquetReadObjects({ file });
  const columnData = topLevel(schema).map((name, i) => ({ name, data: rows.map(row => row[name]), ...columns[i] }));
  const { ByteWriter, parquetWrite } = release === "0.16.9" ? hyparquetWriter16 : hyparquetWriter;
  const writer = new ByteWriter();
  const compressors = { GZIP: bytes => gzipSync(bytes), BROTLI: bytes => brotliCompressSync(bytes) };
  parquetWrite({ writer, columnData, schema, compressors, ...options });
  writeFileSync(to, new Uint8Array(writer.getBuffer()));
  return {};
}

function topLevel(schema) {
  const names = [];
  for (let i = 1; i < schema.length; i = behind(schema, i)) names.push(schema[i].name);
  return names;
}

function behind(schema, i) {
  let next = i + 1;
  for (let children = schema[i].num_children ?? 0; children > 0; children--) next = behind(schema, next);
  return next;
}

function arrayBuffer(bytes) {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
