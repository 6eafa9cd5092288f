using Erasure.Api.Batch;
using Erasure.Api.OpenApi;
using Erasure.Api.Privacy;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Api.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using static Erasure.Api.Access.Roles;
using static Microsoft.AspNetCore.Http.HttpMethods;

namespace Erasure.Api.Erasures;

/// <summary>The routes of erasures under <c>/api</c>.</summary>
internal static class ErasureRoutes
{
    private const string Erasures = "/api/erasures";
    private const string One = Erasures + "/{id}";
    private const string Domain = One + "/domains/{domain}";

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("requestErasure", Post, Erasures, Requester, Intake.PostAsync)
        {
            Description = route => route
                .WithSummary("Request the erasure of a person")
                .WithDescription("Answers 202 once the request is on disk. Asking again for the same subject while an erasure runs returns the running one, and its mails go to the address of this request too; with other domains or identifiers it is a conflict.")
                .Takes(IdempotencyKey.Parameter)
                .Accepts<ErasureRequestBody>(JsonBody.ContentType)
                .Example(JsonBody.ContentType, """{"subject":{"user_id":"u-2043","email":"jane@example.org"},"requester":{"email":"jane@example.org"},"reference":"T-1"}""")
                .Produces<AcceptedBody>(StatusCodes.Status202Accepted)
                .Problems(400, 409, 413, 415),
        },
        new("requestErasures", Post, Erasures + "/batch", Requester, BatchEndpoint.PostAsync)
        {
            Description = route => route
                .WithSummary("Request many erasures")
                .WithDescription("One request per line of NDJSON, or per record of CSV with a header naming subject.<identifier>, requester.email, domains (separated by spaces), reference and receivedAt. The answer is streamed: one line of NDJSON per record, in order. A batch that isn't read to its end (it broke off, the server stops) has a last answer of the type broken-off, with the line from which on nothing was taken. With an Idempotency-Key, each record's key is that and its number.")
                .Takes(IdempotencyKey.Parameter)
                .Accepts<ErasureRequestBody>(BatchEndpoint.NdJson, BatchEndpoint.Csv)
                .Example(BatchEndpoint.NdJson, """
                    {"subject":{"user_id":"u-2044"},"reference":"T-2"}
                    {"subject":{"user_id":"u-2045"},"reference":"T-3"}

                    """)
                .Example(BatchEndpoint.Csv, """
                    subject.user_id,requester.email,reference
                    u-2046,joe@example.org,T-4
                    u-2047,,T-5

                    """)
                .Produces<BatchAnswer>(StatusCodes.Status200OK, BatchEndpoint.NdJson)
                .Problems(400, 415),
        },
        new("listErasures", Get, Erasures, Operator | Approver | Auditor, Queries.ListAsync)
        {
            Description = route => route.WithSummary("List erasures, newest first").Takes(ListQuery.Parameters).Produces<ListBody>().Problems(400),
        },
        new("getErasure", Get, One, Requester | Operator | Approver | Auditor, Queries.GetAsync)
        {
            Description = route => route.WithSummary("Show how far an erasure is").Produces<StatusBody>().Problems(404),
        },
        new("getReport", Get, One + "/report", Operator | Approver | Auditor, Queries.GetReportAsync)
        {
            Description = route => route.WithSummary("Show the report: final once the erasure has ended, interim before").Produces<ReportBody>().Problems(404),
        },
        new("listCalls", Get, Domain + "/calls", Operator | Approver | Auditor, Queries.GetCallsAsync)
        {
            Description = route => route.WithSummary("List what was said in the calls to a domain, masked").Produces<CallsBody>().Problems(404),
        },
        new("cancelErasure", Post, One + "/cancel", Approver, Commands.CancelAsync)
        {
            Description = Command<DecisionBody>("Stop a running erasure; what is erased stays erased"),
        },
        new("closeErasure", Post, One + "/close", Approver, Commands.CloseAsync)
        {
            Description = Command<DecisionBody>("End an erasure that still owes something"),
        },
        new("extendErasure", Post, One + "/extend", Approver, Commands.ExtendAsync)
        {
            Description = Command<ExtensionBody>("Extend the deadline, once and before it, to three months from receipt; the requester is told why", """{"by":"Kim Doe","reason":"Two of our archives take longer to search."}"""),
        },
        new("retryDomain", Post, Domain + "/retry", Operator, Commands.RetryAsync)
        {
            Description = Command<DecisionBody>("Have a failed or withheld domain try again"),
        },
        new("resolveDomain", Post, Domain + "/resolve", Operator, Commands.ResolveAsync)
        {
            Description = Command<DecisionBody>("Record that a human did a domain's erasure, or that nothing is owed there"),
        },
        new("eraseUser", Delete, SealedUserId.RoutePattern, Requester, Intake.DeleteUserAsync)
        {
            IsServed = options => options.DeleteUserRoute,
            Description = route => route
                .WithSummary("Request the erasure of the user whose user_id is in the URL")
                .WithDescription("Our own logs never show the id; proxies on the way may. The configuration can switch this route off.")
                .Takes(new ApiParameter(ParameterLocation.Path, "id", JsonSchemaType.String, "The user_id, percent-encoded."), IdempotencyKey.Parameter)
                .Produces<AcceptedBody>(StatusCodes.Status202Accepted)
                .Problems(400, 409),
        },
    ];

    private static Action<RouteHandlerBuilder> Command<TBody>(string summary, string example = DecisionBody.Example)
        where TBody : notnull =>
        route => route
            .WithSummary(summary)
            .Accepts<TBody>(JsonBody.ContentType)
            .Example(JsonBody.ContentType, example)
            .Produces<CommandBody>(StatusCodes.Status202Accepted)
            .Problems(400, 404, 409, 413, 415);
}
