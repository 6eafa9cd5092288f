// Checks the body of every resource against Azure's own type definitions: names, kinds and literals of properties, what is required, and
// what expressions read of resources.
// These come from no package registry, so this isn't a part of the tests: clone https://github.com/Azure/bicep-types-az, then
//   node tests/infra/types.mjs path/to/bicep-types-az
import fs from 'node:fs';
import path from 'node:path';
import { body, named, parse, properties, text, walk } from './bicep.mjs';

const [checkout] = process.argv.slice(2);
if (!checkout) {
  console.error('usage: node types.mjs CHECKOUT-OF-BICEP-TYPES-AZ');
  process.exit(2);
}

const generated = path.join(checkout, 'generated');
const infra = path.join(import.meta.dirname, '../../infra/bicep');
const isRequired = property => property.flags & 1;
const isReadOnly = property => property.flags & 2;
// the language's own properties of a resource, and what stands in the declaration
const outsideOfTypes = ['scope', 'parent', 'dependsOn', 'id', 'type', 'apiVersion'];

/** The definitions of a resource's file, and its entry among them; null where there is no such type in this version. */
function definition(resource) {
  const [type, version] = resource.split('@');
  const provider = type.split('/')[0].toLowerCase();
  for (const service of fs.readdirSync(generated)) {
    const file = path.join(generated, service, provider, version, 'types.json');
    if (fs.existsSync(file)) {
      const types = JSON.parse(fs.readFileSync(file, 'utf8'));
      const entry = types.find(one => one.$type === 'ResourceType' && one.name.toLowerCase() === resource.toLowerCase());
      if (entry) {
        return { entry, resolve: reference => types[Number(reference.$ref.slice(2))] };
      }
    }
  }

  return null;
}

function* check(node, type, resolve, where) {
  switch (node.type) {
    case 'ternary_expression':
      yield* check(named(node)[1], type, resolve, where);
      yield* check(named(node)[2], type, resolve, where);
      return;
    case 'for_statement':
    case 'if_statement':
      yield* check(body(node), type.$type === 'ArrayType' ? resolve(type.itemType) : type, resolve, where);
      return;
    case 'object':
      yield* checkObject(node, type, resolve, where);
      return;
    case 'array':
      if (type.$type === 'ArrayType') {
        for (const item of named(node)) {
          yield* check(item, resolve(type.itemType), resolve, `${where}[]`);
        }
      } else if (type.$type !== 'AnyType') {
        yield `${where}: an array where ${type.$type} is`;
      }
      return;
    case 'string':
    case 'number':
    case 'boolean':
      yield* checkLiteral(node, type, resolve, where);
  }
}

function* checkObject(node, type, resolve, where) {
  if (type.$type === 'AnyType') {
    return;
  }

  if (type.$type === 'DiscriminatedObjectType') {
    const kind = text(properties(node)[type.discriminator]);
    if (kind === null || !type.elements[kind]) {
      yield `${where}: no ${type.discriminator} '${kind}'`;
      return;
    }

    const variant = resolve(type.elements[kind]);
    type = { ...variant, properties: { ...type.baseProperties, ...variant.properties } };
  }

  if (type.$type !== 'ObjectType') {
    yield `${where}: an object where ${type.$type} is`;
    return;
  }

  const isResource = !where.includes('.');
  const given = properties(node);
  for (const [name, value] of Object.entries(given).filter(([name]) => !isResource || !outsideOfTypes.includes(name))) {
    const property = type.properties[name];
    const inside = `${where}.${name}`;
    if (!property && !type.additionalProperties) {
      yield `${inside}: there is no such property`;
    } else if (property && isReadOnly(property) && !isRequired(property)) {
      yield `${inside}: is read only`;
    } else {
      yield* check(value, resolve(property?.type ?? type.additionalProperties), resolve, inside);
    }
  }

  for (const [name, property] of Object.entries(type.properties).filter(([name]) => !isResource || !outsideOfTypes.includes(name))) {
    if (isRequired(property) && !(name in given)) {
      yield `${where}.${name}: is required`;
    }
  }
}

function* checkLiteral(node, type, resolve, where) {
  const kinds = type.$type === 'UnionType' ? type.elements.map(resolve) : [type];
  const literals = kinds.filter(kind => kind.$type === 'StringLiteralType').map(kind => kind.value);
  const value = text(node);
  if (node.type === 'string' && value !== null && literals.length > 0 && !literals.includes(value)) {
    yield `${where}: '${value}' is none of ${literals.join(', ')}`;
  } else if (!kinds.some(kind => kind.$type === 'AnyType' || fits[node.type].includes(kind.$type))) {
    yield `${where}: a ${node.type} where ${kinds.map(kind => kind.$type)} is`;
  }
}

const fits = { string: ['StringType', 'StringLiteralType'], number: ['IntegerType'], boolean: ['BooleanType'] };

/** Follows `resource.properties.x.y` through the type, as far as it goes. */
function* checkReads(root, types) {
  for (const node of walk(root)) {
    if (node.type !== 'member_expression' || node.parent.type === 'member_expression') {
      continue;
    }

    const path = [];
    let inner = node;
    for (; inner.type === 'member_expression'; inner = named(inner)[0]) {
      path.unshift(named(inner)[1].text);
    }

    const found = types.get(inner.text);
    let type = found?.resolve(found.entry.body);
    for (const name of found ? path : []) {
      if (type.$type === 'ObjectType' && !type.properties[name] && !type.additionalProperties) {
        yield `${node.startPosition.row + 1}: ${inner.text}.${path.join('.')}: there is no ${name}`;
      }

      const next = type.properties?.[name]?.type ?? type.baseProperties?.[name]?.type ?? type.additionalProperties;
      if (!next) {
        break;
      }

      type = found.resolve(next);
    }
  }
}

let problems = 0;
let checked = 0;
for (const file of fs.readdirSync(infra, { recursive: true }).filter(name => name.endsWith('.bicep'))) {
  const root = parse(path.join(infra, file));
  const types = new Map();
  const findings = [];
  for (const node of root.namedChildren.filter(child => child.type === 'resource_declaration')) {
    const [name, type] = named(node);
    const found = definition(text(type));
    if (!found) {
      findings.push(`${name.text}: there is no ${text(type)}`);
      continue;
    }

    types.set(name.text, found);
    if (!node.children.some(child => child.type === 'existing')) {
      findings.push(...check(body(node), found.resolve(found.entry.body), found.resolve, name.text));
      checked++;
    }
  }

  findings.push(...checkReads(root, types));
  findings.forEach(finding => console.log(`${file}: ${finding}`));
  problems += findings.length;
}

console.log(`${checked} resources checked, ${problems} problems`);
process.exit(problems > 0 ? 1 : 0);
