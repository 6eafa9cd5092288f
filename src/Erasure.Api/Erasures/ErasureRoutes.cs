using Erasure.Api.Access;
using Erasure.Api.Batch;
using Erasure.Api.Privacy;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Core.Erasures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Erasure.Api.Erasures;

/// <summary>The routes under <c>/api</c>.</summary>
internal static class ErasureRoutes
{
    private const string ProblemJson = "application/problem+json";

    public static void Map(IEndpointRouteBuilder endpoints, ApiOptions options)
    {
        RouteGroupBuilder api = endpoints.MapGroup("/api").AddEndpointFilter<ApiKeyFilter>().WithTags("Erasures");
        api.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(ProblemBody), [ProblemJson]));
        RouteGroupBuilder erasures = api.MapGroup("/erasures");

        erasures.MapPost("", Intake.PostAsync)
            .WithName("requestErasure")
            .WithSummary("Request the erasure of a person")
            .WithDescription("Answers 202 once the request is on disk. Asking again for the same subject while an erasure runs returns the running one; with other domains or identifiers it is a conflict.")
            .Accepts<ErasureRequestBody>(JsonBody.ContentType)
            .Produces<AcceptedBody>(StatusCodes.Status202Accepted)
            .Problems(400, 409, 413, 415);

        erasures.MapPost("/batch", BatchEndpoint.PostAsync)
            .WithName("requestErasures")
            .WithSummary("Request many erasures")
            .WithDescription("One request per line of NDJSON, or per record of CSV with a header naming subject.<identifier>, requester.email, domains (separated by spaces), reference and receivedAt. The answer is streamed: one line of NDJSON per record, in order. With an Idempotency-Key, each record's key is that and its number.")
            .Accepts<ErasureRequestBody>(BatchEndpoint.NdJson, BatchEndpoint.Csv)
            .Produces<BatchAnswer>(StatusCodes.Status200OK, BatchEndpoint.NdJson)
            .Problems(400, 415);

        erasures.MapGet("", Queries.ListAsync)
            .WithName("listErasures")
            .WithSummary("List erasures, newest first")
            .Produces<ListBody>()
            .Problems(400);

        erasures.MapGet("/{id}", Queries.GetAsync)
            .WithName("getErasure")
            .WithSummary("Show how far an erasure is")
            .Produces<StatusBody>()
            .Problems(404);

        erasures.MapGet("/{id}/report", Queries.GetReportAsync)
            .WithName("getReport")
            .WithSummary("Show the report: final once the erasure has ended, interim before")
            .Produces<ReportBody>()
            .Problems(404);

        MapCommand<DecisionBody>(erasures, "/{id}/cancel", Commands.CancelAsync, "cancelErasure", "Stop a running erasure; what is erased stays erased");
        MapCommand<DecisionBody>(erasures, "/{id}/close", Commands.CloseAsync, "closeErasure", "End an erasure that still owes something");
        MapCommand<ExtensionBody>(erasures, "/{id}/extend", Commands.ExtendAsync, "extendErasure", "Extend the deadline, once and before it, to three months from receipt; the requester is told why");
        MapCommand<DecisionBody>(erasures, "/{id}/domains/{domain}/retry", Commands.RetryAsync, "retryDomain", "Have a failed or withheld domain try again");
        MapCommand<DecisionBody>(erasures, "/{id}/domains/{domain}/resolve", Commands.ResolveAsync, "resolveDomain", "Record that a human did a domain's erasure, or that nothing is owed there");

        if (options.DeleteUserRoute)
        {
            api.MapDelete(SealedUserId.RoutePattern, DeleteUserAsync)
                .WithName("eraseUser")
                .WithSummary("Request the erasure of the user whose user_id is in the URL")
                .WithDescription("Our own logs never show the id; proxies on the way may. The configuration can switch this route off.")
                .Produces<AcceptedBody>(StatusCodes.Status202Accepted)
                .Problems(400, 409);
        }
    }

    private static Task<IResult> DeleteUserAsync(HttpContext context, IErasureService erasures, ApiOptions options, CancellationToken cancellationToken) =>
        context.Features.Get<SealedUserId>() is { Subject: { } subject }
            ? Intake.DeleteUserAsync(subject, context.Request, erasures, options, cancellationToken)
            : Task.FromResult<IResult>(Problem.Invalid("id", "must be a percent-encoded user id in one segment, without a query"));

    private static void MapCommand<TBody>(IEndpointRouteBuilder routes, string pattern, Delegate handler, string name, string summary)
        where TBody : notnull =>
        routes.MapPost(pattern, handler)
            .WithName(name)
            .WithSummary(summary)
            .Accepts<TBody>(JsonBody.ContentType)
            .Produces<CommandBody>(StatusCodes.Status202Accepted)
            .Problems(400, 404, 409, 413, 415);

    private static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (int status in statuses)
        {
            route.Produces<ProblemBody>(status, ProblemJson);
        }

        return route;
    }
}
