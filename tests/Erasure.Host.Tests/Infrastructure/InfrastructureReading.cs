using System.Text.Json.Nodes;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>The output of tests/infra/infra.mjs. Queries are named by their path below infra/bicep.</summary>
internal sealed record InfrastructureReading(
    Dictionary<string, KustoQuery> Queries,
    CloudFormationTemplate CloudFormation,
    JsonNode Azd);

/// <summary>A query, and what its own language service finds wrong with it.</summary>
internal sealed record KustoQuery(string Text, string[] Errors);

/// <summary>A CloudFormation template in its long form, and what is wrong with it by AWS's resource specification.</summary>
internal sealed record CloudFormationTemplate(JsonNode Template, TemplateResource[] Resources, string[] Errors);

/// <summary>A resource, and the comment above it.</summary>
internal sealed record TemplateResource(string Name, string Type, string Comment);
