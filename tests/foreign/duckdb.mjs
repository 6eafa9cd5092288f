import { DuckDBInstance } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
export const connection = await instance.connect();

/** Runs statements; the rows of the last one, every value as DuckDB's text. */
export async function sql({ sql }) {
  for (const statement of sql.slice(0, -1)) {
    await connection.run(statement);
  }
  const reader = await connection.runAndReadAll(sql.at(-1));
  return { rows: reader.getRows().map(row => row.map(value => (value === null ? null : String(value)))) };
}

/** A table function call that reads the file. */
export function scan(path, format) {
  const file = `'${path.replaceAll("'", "''")}'`;
  switch (format) {
    case "json": return `read_json(${file}, format = 'newline_delimited', maximum_object_size = 100000000)`;
    case "csv": return `read_csv(${file}, all_varchar = true, header = true, quote = '"', escape = '"')`;
    default: return `read_parquet(${file})`;
  }
}
