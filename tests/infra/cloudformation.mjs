// Checks a CloudFormation template against AWS's own resource specification (npm @aws-cdk/aws-service-spec): types, properties, kinds,
// literals, what is required, and what the intrinsic functions refer to.
import fs from 'node:fs';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { parseDocument } from 'yaml';

const intrinsics = ['Sub', 'GetAtt', 'Ref', 'If', 'Equals', 'Not', 'And', 'Or', 'Join', 'Select', 'Split', 'Condition'];

/** `!Sub x` is `{"Fn::Sub": "x"}`, as a map so that every kind of node can carry the tag. */
const customTags = intrinsics.flatMap(name => {
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  return [
    { tag: `!${name}`, resolve: value => ({ [key]: key === 'Fn::GetAtt' ? value.split(/\.(.*)/, 2) : value }) },
    { tag: `!${name}`, collection: 'seq', resolve: sequence => ({ [key]: sequence }) },
  ];
});

/** The template in its long form, as JSON has it. */
export function load(file) {
  const document = parseDocument(fs.readFileSync(file, 'utf8'), { customTags, version: '1.2' });
  if (document.errors.length > 0) {
    throw new Error(document.errors.map(error => error.message).join('\n'));
  }

  return { template: JSON.parse(JSON.stringify(document.toJSON())), document };
}

export function read(file) {
  const { template, document } = load(file);
  const resources = document.get('Resources').items.map(({ key }) => ({
    name: key.value, type: template.Resources[key.value].Type, comment: (key.commentBefore ?? '').trim().replaceAll(/\n\s*/g, ' '),
  }));
  // the first key's comment belongs to the map in YAML's eyes
  resources[0].comment ||= (document.get('Resources').commentBefore ?? '').trim();
  return { template, resources, errors: [...check(template)] };
}

function* check(template) {
  const specification = loadAwsServiceSpecSync();
  for (const [name, resource] of Object.entries(template.Resources)) {
    const [known] = specification.lookup('resource', 'cloudFormationType', 'equals', resource.Type);
    if (!known) {
      yield `${name}: there is no ${resource.Type}`;
    } else {
      yield* checkProperties(resource.Properties ?? {}, known.properties, specification, name);
    }
  }

  yield* checkReferences(template, specification);
}

function* checkProperties(given, known, specification, where) {
  for (const [name, value] of Object.entries(given)) {
    if (known[name]) {
      yield* checkValue(value, known[name].type, specification, `${where}.${name}`);
    } else {
      yield `${where}.${name}: there is no such property`;
    }
  }

  for (const [name, property] of Object.entries(known)) {
    if (property.required && !(name in given)) {
      yield `${where}.${name}: is required`;
    }
  }
}

const isIntrinsic = value => value !== null && typeof value === 'object' && Object.keys(value).length === 1
  && /^(Fn::|Ref$)/.test(Object.keys(value)[0]);

function* checkValue(value, type, specification, where) {
  if (isIntrinsic(value)) {
    return;
  }

  const kind = Array.isArray(value) ? 'array' : typeof value;
  switch (type.type) {
    case 'ref':
      yield* kind === 'object'
        ? checkProperties(value, specification.get('typeDefinition', type.reference.$ref).properties, specification, where)
        : [`${where}: is no object`];
      return;
    case 'array':
      if (kind !== 'array') {
        yield `${where}: is no array`;
        return;
      }

      for (const item of value) {
        yield* checkValue(item, type.element, specification, `${where}[]`);
      }

      return;
    case 'union': {
      const attempts = type.types.map(one => [...checkValue(value, one, specification, where)]);
      yield* attempts.some(findings => findings.length === 0) ? [] : attempts[0];
      return;
    }
    case 'string':
    case 'date-time':
      if (kind !== 'string') {
        yield `${where}: is no string`;
      } else if (type.allowedValues && !type.allowedValues.includes(value)) {
        yield `${where}: '${value}' is none of ${type.allowedValues.join(', ')}`;
      }

      return;
    case 'boolean':
      yield* kind === 'boolean' ? [] : [`${where}: is neither true nor false`];
      return;
    case 'integer':
    case 'number':
      yield* kind === 'number' ? [] : [`${where}: is no number`];
  }
}

function* checkReferences(template, specification) {
  const pseudo = ['AWS::AccountId', 'AWS::Partition', 'AWS::Region', 'AWS::StackName', 'AWS::NoValue'];
  const used = new Set();
  const names = [...Object.keys(template.Parameters), ...Object.keys(template.Resources), ...pseudo];

  function* refer(name, attribute, where, local = []) {
    used.add(name);
    if (local.includes(name)) {
      return;
    }

    if (!names.includes(name)) {
      yield `${where}: there is no ${name}`;
    } else if (attribute) {
      const [type] = specification.lookup('resource', 'cloudFormationType', 'equals', template.Resources[name]?.Type);
      yield* type && attribute in type.attributes ? [] : [`${where}: ${name} has no ${attribute}`];
    }
  }

  function* visit(value, where) {
    if (value === null || typeof value !== 'object') {
      return;
    }

    for (const [key, inner] of Object.entries(value)) {
      if (key === 'Ref') {
        yield* refer(inner, null, where);
      } else if (key === 'Fn::GetAtt') {
        yield* refer(inner[0], inner[1], where);
      } else if (key === 'Fn::Sub') {
        const [text, local] = Array.isArray(inner) ? inner : [inner, {}];
        for (const [, name] of text.matchAll(/\$\{([^!}]+)\}/g)) {
          const [resource, attribute] = name.split(/\.(.*)/, 2);
          yield* refer(resource, attribute, where, Object.keys(local));
        }

        yield* visit(local, where);
        continue;
      } else if (key === 'Condition' && typeof inner === 'string') {
        yield* condition(inner, where);
      } else if (key === 'Fn::If') {
        yield* condition(inner[0], where);
      }

      yield* visit(inner, `${where}.${key}`);
    }
  }

  function* condition(name, where) {
    yield* template.Conditions && name in template.Conditions ? [] : [`${where}: there is no condition ${name}`];
  }

  yield* visit({ Conditions: template.Conditions, Resources: template.Resources, Outputs: template.Outputs }, 'template');
  for (const parameter of Object.keys(template.Parameters).filter(name => !used.has(name))) {
    yield `Parameters.${parameter}: is used nowhere`;
  }
}
