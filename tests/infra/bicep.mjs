// Reads Bicep files with a grammar that isn't ours (npm tree-sitter-bicep): syntax errors, declarations, and who refers to whom.
// The Bicep compiler comes from no package registry; what is checked here is syntax and names, and by
// types.mjs, where Azure's type definitions are at hand, the resources' bodies.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')));

const declarations = {
  parameter_declaration: 'params', variable_declaration: 'variables', output_declaration: 'outputs',
  resource_declaration: 'resources', module_declaration: 'modules', type_declaration: 'types',
};

/** A parameter of a .bicepparam file has no type, which this grammar doesn't know: it gets one. */
export const parse = file => parser.parse(file.endsWith('.bicepparam')
  ? fs.readFileSync(file, 'utf8').replace(/^param \w+(?= =)/gm, '$& any')
  : fs.readFileSync(file, 'utf8')).rootNode;

export const named = node => node.namedChildren.filter(child => child.type !== 'comment');

export function* walk(node) {
  yield node;
  for (const child of node.children) {
    yield* walk(child);
  }
}

/** The literal text of a string node; null where it has interpolations. */
export const text = node => node?.type !== 'string' || node.namedChildren.some(child => child.type === 'interpolation')
  ? null
  : node.namedChildren.map(child => child.text).join('').replaceAll("\\'", "'");

/** Name of a property, quoted or not. */
export const propertyName = property => text(named(property)[0]) ?? named(property)[0].text;

/** Properties of an object node by name. */
export const properties = object => Object.fromEntries(named(object)
  .filter(child => child.type === 'object_property')
  .map(property => [propertyName(property), named(property)[1]]));

/** The object that a declaration makes, once or in a loop, with or without a condition. */
export const body = node => node.type === 'object' ? node : named(node).map(body).find(found => found) ?? null;

/** What a file declares and refers to, as plain data. */
export function read(file) {
  const root = parse(file);
  const found = { errors: [], params: [], variables: [], outputs: [], resources: [], modules: [], types: [], uses: [], calls: [], outputsUsed: [] };
  for (const node of walk(root)) {
    if (node.type === 'ERROR' || node.isMissing) {
      found.errors.push(`${node.startPosition.row + 1}:${node.startPosition.column + 1} ${node.text.split('\n')[0] || 'something is missing'}`);
    }
  }

  for (const node of root.namedChildren) {
    const kind = declarations[node.type];
    if (!kind) {
      continue;
    }

    const [name, type] = named(node);
    const entry = { name: name.text, line: node.startPosition.row + 1, comment: commentAbove(node) };
    if (kind === 'params') {
      entry.required = named(node).length < 3 && !type.text.endsWith('?');
    } else if (kind === 'resources') {
      [entry.type, entry.version] = text(type).split('@');
      entry.existing = node.children.some(child => child.type === 'existing');
    } else if (kind === 'modules') {
      entry.path = text(type);
      const params = properties(body(node)).params;
      entry.params = params ? Object.keys(properties(params)) : [];
    }

    found[kind].push(entry);
  }

  for (const node of walk(root)) {
    if (node.type === 'call_expression') {
      found.calls.push({ name: named(node)[0].text, arguments: named(named(node)[1] ?? node).map(argument => text(argument)) });
    } else if (node.type === 'member_expression') {
      const [object, property] = named(node);
      if (object.type === 'member_expression' && named(object)[1].text === 'outputs') {
        found.outputsUsed.push({ module: named(object)[0].text, output: property.text, line: node.startPosition.row + 1 });
      }
    }
  }

  found.uses = [...uses(root)];
  return found;
}

/** Names that are read somewhere, with the line, less those that a loop or lambda around them declares. */
function* uses(root) {
  for (const node of walk(root)) {
    if (node.type === 'identifier' && !isDeclaration(node) && !isLocal(node)) {
      yield { name: node.text, line: node.startPosition.row + 1 };
    }
  }
}

function isDeclaration(node) {
  const { parent } = node;
  const first = parent.namedChildren.find(child => child.type !== 'comment')?.id === node.id;
  return (first && (parent.type in declarations || parent.type === 'object_property' || parent.type === 'call_expression'))
    || parent.type === 'type' || isBinding(node);
}

/** The x of `for x in`, of `(x, i) in`, and of `x => ...`. */
function isBinding(node) {
  const { parent } = node;
  const first = parent.namedChildren[0]?.id === node.id;
  return parent.type === 'for_loop_parameters'
    || (parent.type === 'for_statement' && first)
    || (parent.type === 'lambda_expression' && first)
    || (parent.type === 'parenthesized_expression' && parent.parent.type === 'lambda_expression' && parent.parent.namedChildren[0].id === parent.id);
}

function isLocal(node) {
  for (let around = node.parent; around; around = around.parent) {
    const binder = around.type === 'for_statement' || around.type === 'lambda_expression' ? around.namedChildren[0] : null;
    if (binder && (binder.text === node.text || binder.namedChildren.some(child => child.text === node.text))) {
      return true;
    }
  }

  return false;
}

function commentAbove(node) {
  const comments = [];
  let before = node.previousNamedSibling;
  if (before?.type === 'decorators') {
    before = before.previousNamedSibling;
  }

  for (let row = node.startPosition.row; before?.type === 'comment' && before.endPosition.row === row - 1; before = before.previousNamedSibling) {
    comments.unshift(before.text.replace(/^\/\/ ?/, ''));
    row = before.startPosition.row;
  }

  return comments.join(' ');
}
