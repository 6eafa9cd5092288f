using Erasure.Api.Batch;
using Erasure.Api.OpenApi;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Api.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Erasure.Api.Access.Roles;
using static Microsoft.AspNetCore.Http.HttpMethods;

namespace Erasure.Api.Queue;

/// <summary>The routes of the deletion queue.</summary>
internal static class QueueRoutes
{
    private const string Queue = "/api/deletion-queue";

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("listQueue", Get, Queue, Operator | Auditor, QueueHandlers.ListAsync)
        {
            Description = route => route.WithSummary("List the matches in the deletion queue, oldest first").Takes(PageQuery.Parameters).Produces<QueueBody>().Problems(400),
        },
        new("addToQueue", Post, Queue, Operator, QueueHandlers.PostAsync)
        {
            Description = route => route
                .WithSummary("Queue a match, or many")
                .WithDescription("One match as JSON, answered 201; or one per line of NDJSON, answered by a stream of one line for each, in order. Values are sealed before they are stored. The next deletion job carries what is queued; these matches start one only by their deadline.")
                .Accepts<MatchBody>(JsonBody.ContentType, BatchEndpoint.NdJson)
                .Example(JsonBody.ContentType, """{"identifiers":{"user_id":"u-2043"},"mappers":["events"]}""")
                .Example(BatchEndpoint.NdJson, """
                    {"value":"u-2043"}
                    {"columns":[{"column":"name","value":"Jane Doe"},{"column":"born","value":"1980-01-31"}],"mappers":["events"]}

                    """)
                .Produces<QueuedMatchBody>(StatusCodes.Status201Created)
                .Produces<BatchAnswer>(StatusCodes.Status200OK, BatchEndpoint.NdJson)
                .Problems(400, 413, 415),
        },
        new("removeFromQueue", Delete, Queue + "/{id}", Operator, QueueHandlers.DeleteAsync)
        {
            Description = route => route
                .WithSummary("Take a match back")
                .WithDescription("Not while a job carries it, nor where an erasure waits for it.")
                .Produces(StatusCodes.Status204NoContent)
                .Problems(404, 409),
        },
    ];
}
