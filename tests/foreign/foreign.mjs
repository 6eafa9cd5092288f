// Foreign readers and writers as one long-lived process: a JSON request a line on stdin, its answer a line on stdout.
//   {op: "rows", reader, path, format?}           -> {rows: [text of each row]}
//   {op: "sql", sql: [statement, ...]}            -> {rows: [[column text or null, ...], ...]} of the last statement
//   {op: "rewrite", path, to, ...options}         -> {} (arrow-rs writes the file anew, see writers.mjs)
//   {op: "writeHyparquet", path, to, ...options}  -> {} (hyparquet-writer writes the file anew)
//   {op: "decompress", codec, bytes, length}      -> {bytes} (base64)
//   {op: "lintOpenApi", document}                 -> {problems: [text, ...]}
//   {op: "compileClient", document, program}      -> {problems: [text, ...]} (see openapi.mjs)
import { createInterface } from "node:readline";
import { decompress, rows } from "./readers.mjs";
import { sql } from "./duckdb.mjs";
import { rewrite, writeHyparquet } from "./writers.mjs";

// loaded when it is asked for: it takes the TypeScript compiler along
const openApi = operation => async request => (await import("./openapi.mjs"))[operation](request);
const operations = { rows, sql, rewrite, writeHyparquet, decompress, lintOpenApi: openApi("lintOpenApi"), compileClient: openApi("compileClient") };

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = await operations[request.op](request);
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
