using Erasure.Api.OpenApi;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Api.Routing;
using Erasure.Core.Lake.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Erasure.Api.Access.Roles;
using static Microsoft.AspNetCore.Http.HttpMethods;

namespace Erasure.Api.Mappers;

/// <summary>The routes of data mappers.</summary>
internal static class DataMapperRoutes
{
    private const string Mappers = "/api/data-mappers";
    private const string One = Mappers + "/{mapper}";

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("listDataMappers", Get, Mappers, Operator | Auditor, DataMapperHandlers.ListAsync)
        {
            Description = route => route.WithSummary("List the data mappers, declared and stored").Produces<DataMapperListBody>(),
        },
        new("getDataMapper", Get, One, Operator | Auditor, DataMapperHandlers.GetAsync)
        {
            Description = route => route.WithSummary("Show a data mapper").Produces<DataMapperBody>().Problems(404),
        },
        new("getDataMapperPolicy", Get, One + "/policy", Operator | Auditor, DataMapperHandlers.GetPolicyAsync)
        {
            Description = route => route
                .WithSummary("Show the least that must be allowed for a data mapper, as IAM policies")
                .WithDescription("For a bucket of another account, principal names the host's role: then the policies of bucket and key come too.")
                .Takes(ApiParameter.Query("principal", "ARN of the host's role."))
                .Produces<MapperPolicies>()
                .Problems(400, 404, 409),
        },
        new("putDataMapper", Put, One, Operator, DataMapperHandlers.PutAsync)
        {
            Description = route => route
                .WithSummary("Store a data mapper")
                .WithDescription("It is held against the lake and the data catalog first: everything that is wrong is told at once, and then nothing is stored. Running jobs go on with what it was. Refused where queued matches wait since a job failed in it, and it would search elsewhere or less (matches-queued, with their number as matches).")
                .Accepts<DataMapperBody>(JsonBody.ContentType)
                .Example(JsonBody.ContentType, """{"id":"events","prefix":"events","format":"json","identifiers":{"user_id":["user_id","context.user"],"name":["name"],"birthday":["born"]}}""")
                .Produces<DataMapperBody>()
                .Produces<DataMapperBody>(StatusCodes.Status201Created)
                .Problems(400, 409, 413, 415),
        },
        new("deleteDataMapper", Delete, One, Operator, DataMapperHandlers.DeleteAsync)
        {
            Description = route => route
                .WithSummary("Remove a stored data mapper")
                .WithDescription("Refused while a deletion job works on it (job-running, with jobId), queued matches are limited to it or wait since a job failed in it (matches-queued, with their number as matches), or a domain of the configuration file names it (named-in-configuration).")
                .Produces(StatusCodes.Status204NoContent)
                .Problems(404, 409),
        },
    ];
}
