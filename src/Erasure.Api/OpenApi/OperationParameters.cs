using Erasure.Api.Requests;
using Microsoft.OpenApi;

namespace Erasure.Api.OpenApi;

/// <summary>Headers and query parameters by operation.</summary>
internal static class OperationParameters
{
    public static IEnumerable<OpenApiParameter> Of(string? operation) => operation switch
    {
        "requestErasure" or "requestErasures" =>
            [Parameter(ParameterLocation.Header, IdempotencyKey.Header, JsonSchemaType.String, "Asking again with the same key is asking once.")],
        "eraseUser" =>
            [
                Parameter(ParameterLocation.Path, "id", JsonSchemaType.String, "The user_id, percent-encoded.", required: true),
                Parameter(ParameterLocation.Header, IdempotencyKey.Header, JsonSchemaType.String, "Asking again with the same key is asking once."),
            ],
        "listErasures" =>
            [
                Query("state", JsonSchemaType.String, "In any of these states, separated by commas."),
                Query("overdue", JsonSchemaType.Boolean, "Open past the deadline, or not."),
                Query("receivedFrom", JsonSchemaType.String, "Received at or after this RFC 3339 time."),
                Query("receivedTo", JsonSchemaType.String, "Received before this RFC 3339 time."),
                Query("reference", JsonSchemaType.String, "With this reference."),
                .. Page,
            ],
        "listQueue" or "listJobs" or "listJobEvents" or "listJobObjects" or "listFailures" => Page,
        "getJobReport" => [Query("format", JsonSchemaType.String, "json or csv; as Accept says where it isn't given.")],
        "getDataMapperPolicy" =>
            [Query("principal", JsonSchemaType.String, "ARN of the host's role.")],
        _ => [],
    };

    private static OpenApiParameter[] Page =>
    [
        Query("top", JsonSchemaType.Integer, "At most this many: 50 where it isn't given, up to 200."),
        Query("continuation", JsonSchemaType.String, "Where the page begins, as the page before gave it."),
    ];

    private static OpenApiParameter Query(string name, JsonSchemaType type, string description) =>
        Parameter(ParameterLocation.Query, name, type, description);

    private static OpenApiParameter Parameter(ParameterLocation place, string name, JsonSchemaType type, string description, bool required = false) => new()
    {
        In = place,
        Name = name,
        Required = required,
        Description = description,
        Schema = new OpenApiSchema { Type = type },
    };
}
