using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Erasure.Host.Tests.Infrastructure;

/// <summary>Works a template's intrinsic functions out, as far as policies use them.</summary>
/// <param name="values">Parameters, pseudo parameters, and what resources are called (<c>Key</c>) or have (<c>Key.Arn</c>).</param>
internal sealed partial class CloudFormationValues(IReadOnlyDictionary<string, string> values)
{
    public JsonNode? Resolve(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } map when map["Ref"] is { } name => values[(string)name!],
        JsonObject { Count: 1 } map when map["Fn::GetAtt"] is JsonArray path => values[$"{path[0]}.{path[1]}"],
        JsonObject { Count: 1 } map when map["Fn::Sub"] is JsonValue text => Variable().Replace((string)text!, match => values[match.Groups["name"].Value]),
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Resolve(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Resolve)]),
        null => null,
        _ => node.DeepClone(),
    };

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
