import { readFileSync, writeFileSync } from "node:fs";
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
