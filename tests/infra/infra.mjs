// Prints what is in the infrastructure files, as one JSON document that the tests judge.
import fs from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as cloudFormation from './cloudformation.mjs';
import * as kusto from './kusto.mjs';

const root = path.join(import.meta.dirname, '../..');
const folder = path.join(root, 'infra/bicep');
const files = ending => fs.readdirSync(folder, { recursive: true }).filter(name => name.endsWith(ending)).sort()
  .map(name => name.replaceAll(path.sep, '/'));
const by = (names, read) => Object.fromEntries(names.map(name => [name, read(path.join(folder, name))]));

// what a template puts before a query
const givens = { 'deadline-near.kql': 'let days = 5;\n' };

console.log(JSON.stringify({
  queries: by(files('.kql'), file => ({ text: fs.readFileSync(file, 'utf8'), errors: kusto.check(file, givens[path.basename(file)]) })),
  cloudFormation: cloudFormation.read(path.join(root, 'infra/aws/erasure.yaml')),
  azd: parseYaml(fs.readFileSync(path.join(root, 'azure.yaml'), 'utf8')),
}));
