import { readFileSync } from "node:fs";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { readParquet, Table, WriterPropertiesBuilder, writeParquet, Compression } from "parquet-wasm/node";
import { connection, scan } from "./duckdb.mjs";

/** The rows of a file in order, each as text that is equal exactly when the reader sees equal values. */
export async function rows({ reader, path, format }) {
  switch (reader) {
    case "duckdb": {
      const result = await connection.runAndReadAll(`SELECT t::VARCHAR FROM ${scan(path, format)} AS t`);
      return { rows: result.getRows().map(([row]) => row) };
    }
    case "hyparquet":
      return { rows: await hyparquetRows(fileBuffer(path)) };
    case "parquet-wasm": {
      // arrow-rs decodes the file and writes it anew as plainly as it can; only that copy is read by another reader
      const properties = new WriterPropertiesBuilder().setCompression(Compression.UNCOMPRESSED).setDictionaryEnabled(false).build();
      const plain = writeParquet(readParquet(new Uint8Array(readFileSync(path))), properties);
      return { rows: await hyparquetRows(plain.buffer.slice(plain.byteOffset, plain.byteOffset + plain.byteLength)) };
    }
    default:
      throw new Error(`no reader ${reader}`);
  }
}

export async function decompress({ codec, bytes, length }) {
  const output = compressors[codec](new Uint8Array(Buffer.from(bytes, "base64")), length);
  return { bytes: Buffer.from(output).toString("base64") };
}

async function hyparquetRows(file) {
  const objects = await parquetReadObjects({ file, compressors });
  return objects.map(canonical);
}

function fileBuffer(path) {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

function canonical(value) {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (value instanceof Uint8Array) return `hex ${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return `[${Array.from(value, canonical).join()}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join()}}`;
  return JSON.stringify(value);
}
