using Erasure.Api.OpenApi;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Api.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Erasure.Api.Access.Roles;
using static Microsoft.AspNetCore.Http.HttpMethods;

namespace Erasure.Api.Failures;

/// <summary>The routes of the adjudication list.</summary>
internal static class FailureRoutes
{
    private const string Failures = "/api/failures";
    private const string One = Failures + "/{id}";

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("listFailures", Get, Failures, Operator | Approver | Auditor, FailureHandlers.ListAsync)
        {
            Description = route => route.WithSummary("List the objects of the lake that jobs can't erase from").Takes(PageQuery.Parameters).Produces<FailureListBody>().Problems(400),
        },
        new("getFailure", Get, One, Operator | Approver | Auditor, FailureHandlers.GetAsync)
        {
            Description = route => route.WithSummary("Show an object that jobs can't erase from, and what to do").Produces<FailureBody>().Problems(404),
        },
        new("retryFailure", Post, One + "/retry", Operator, FailureHandlers.RetryAsync)
        {
            Description = Command<DecisionBody>("Have what waits because of the object try again", "Failed domains of erasures try again; where none waits, a job starts.", DecisionBody.Example),
        },
        new("acceptFailure", Post, One + "/accept", Approver, FailureHandlers.AcceptAsync)
        {
            Description = Command<AcceptanceBody>(
                "State that the object holds nobody, or was dealt with",
                "What was asked up to now leaves the queue with the job that this starts. With holds-nobody, later jobs name the object as not searched while its version is the same; with dealt-with, what is asked later fails at the object again.",
                """{"by":"Kim Doe","note":"It holds test data.","means":"holds-nobody"}""",
                StatusCodes.Status409Conflict),
        },
    ];

    private static Action<RouteHandlerBuilder> Command<TBody>(string summary, string description, string example, params int[] more)
        where TBody : notnull => route => route
        .WithSummary(summary)
        .WithDescription(description)
        .Accepts<TBody>(JsonBody.ContentType)
        .Example(JsonBody.ContentType, example)
        .Produces<FailureBody>(StatusCodes.Status202Accepted)
        .Problems([400, 404, 413, 415, .. more]);
}
