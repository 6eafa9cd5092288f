// Is a statement Trino's SQL? Reads {"dialect": "trino"|"hive", "sql": "..."} per line, answers {"errors": [...]} per line.
// dt-sql-parser is written for bundlers: its imports leave out /index.js and .js, which this hook puts back.
import { register } from 'node:module';
import readline from 'node:readline';

const hook = `export async function resolve(specifier, context, next) {
  try { return await next(specifier, context); } catch (error) {
    for (const end of ['.js', '/index.js']) {
      try { return await next(specifier + end, context); } catch { /* the next one */ }
    }
    throw error;
  }
}
export async function load(url, context, next) {
  const isModule = url.includes('/dt-sql-parser/dist/');
  return next(url, isModule ? { ...context, format: 'module' } : context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { TrinoSQL } = await import('dt-sql-parser/dist/parser/trino/index.js');
const { HiveSQL } = await import('dt-sql-parser/dist/parser/hive/index.js');
const parsers = { trino: new TrinoSQL(), hive: new HiveSQL() };
console.log(JSON.stringify({ ready: true }));
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { dialect, sql } = JSON.parse(line);
  const errors = parsers[dialect].validate(sql).map(error => `${error.startLine}:${error.startColumn} ${error.message}`);
  console.log(JSON.stringify({ errors }));
}
