using System.Text.Json.Nodes;
using Erasure.Api.Batch;
using Erasure.Api.Requests;

namespace Erasure.Api.OpenApi;

/// <summary>A body for every operation that takes one; <c>docs/api.md</c> has each as a command line.</summary>
internal static class RequestExamples
{
    private const string Decision = """{"by":"Kim Doe","note":"Told by phone on Monday."}""";

    /// <summary>The bodies by media type; none of an operation without.</summary>
    public static IReadOnlyDictionary<string, JsonNode> Of(string? operation) => operation switch
    {
        "requestErasure" => Json("""{"subject":{"user_id":"u-2043","email":"jane@example.org"},"requester":{"email":"jane@example.org"},"reference":"T-1"}"""),
        "requestErasures" => new Dictionary<string, JsonNode>(StringComparer.Ordinal)
        {
            [BatchEndpoint.NdJson] = """
                {"subject":{"user_id":"u-2044"},"reference":"T-2"}
                {"subject":{"user_id":"u-2045"},"reference":"T-3"}

                """,
            [BatchEndpoint.Csv] = """
                subject.user_id,requester.email,reference
                u-2046,joe@example.org,T-4
                u-2047,,T-5

                """,
        },
        "cancelErasure" or "closeErasure" or "retryDomain" or "resolveDomain" or "retryFailure" => Json(Decision),
        "extendErasure" => Json("""{"by":"Kim Doe","reason":"Two of our archives take longer to search."}"""),
        "acceptFailure" => Json("""{"by":"Kim Doe","note":"It holds test data.","means":"holds-nobody"}"""),
        "startJob" => Json("""{"dryRun":true,"match":{"identifiers":{"user_id":"u-2043"}}}"""),
        "addToQueue" => new Dictionary<string, JsonNode>(Json("""{"identifiers":{"user_id":"u-2043"},"mappers":["events"]}"""), StringComparer.Ordinal)
        {
            [BatchEndpoint.NdJson] = """
                {"value":"u-2043"}
                {"columns":[{"column":"name","value":"Jane Doe"},{"column":"born","value":"1980-01-31"}],"mappers":["events"]}

                """,
        },
        "putDataMapper" => Json("""{"id":"events","prefix":"events","format":"json","identifiers":{"user_id":["user_id","context.user"],"name":["name"],"birthday":["born"]}}"""),
        _ => new Dictionary<string, JsonNode>(),
    };

    private static Dictionary<string, JsonNode> Json(string body) =>
        new(StringComparer.Ordinal) { [JsonBody.ContentType] = JsonNode.Parse(body)! };
}
