using Erasure.Api.OpenApi;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Api.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Erasure.Api.Access.Roles;
using static Microsoft.AspNetCore.Http.HttpMethods;

namespace Erasure.Api.Jobs;

/// <summary>The routes of deletion jobs.</summary>
internal static class JobRoutes
{
    private const string Jobs = "/api/deletion-jobs";
    private const string One = Jobs + "/{id}";

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("startJob", Post, Jobs, Operator, JobHandlers.PostAsync)
        {
            Description = route => route
                .WithSummary("Start a deletion job now")
                .WithDescription("It carries what is queued when it begins. One runs at a time: while one does, this is a conflict. With dryRun it only tells what would go; with a match too, what would go of one person, without queueing anything.")
                .Accepts<JobStartBody>(JsonBody.ContentType)
                .Example(JsonBody.ContentType, """{"dryRun":true,"match":{"identifiers":{"user_id":"u-2043"}}}""")
                .Produces<JobBody>(StatusCodes.Status202Accepted)
                .Problems(400, 404, 409, 413, 415),
        },
        new("listJobs", Get, Jobs, Operator | Auditor, JobHandlers.ListAsync)
        {
            Description = route => route.WithSummary("List deletion jobs, newest first").Takes(PageQuery.Parameters).Produces<JobListBody>().Problems(400),
        },
        new("getJob", Get, One, Operator | Auditor, JobHandlers.GetAsync)
        {
            Description = route => route.WithSummary("Show how far a deletion job is").Produces<JobBody>().Problems(404),
        },
        new("listJobEvents", Get, One + "/events", Operator | Auditor, JobHandlers.EventsAsync)
        {
            Description = route => route.WithSummary("List what happened in a deletion job, oldest first").Takes(PageQuery.Parameters).Produces<JobEventsBody>().Problems(400, 404),
        },
        new("listJobObjects", Get, One + "/objects", Operator | Auditor, JobHandlers.ObjectsAsync)
        {
            Description = route => route.WithSummary("List the objects of a deletion job that have news").Takes(PageQuery.Parameters).Produces<JobObjectsBody>().Problems(400, 404),
        },
        new("getJobReport", Get, One + "/report", Operator | Auditor, JobHandlers.ReportAsync)
        {
            Description = route => route
                .WithSummary("Show a deletion job's report")
                .WithDescription("JSON; or CSV by Accept: text/csv or ?format=csv, with a line for the job, one for each data mapper, and one for each object with news.")
                .Takes(ApiParameter.Query("format", "json or csv; as Accept says where it isn't given."))
                .Produces<JobReportBody>()
                .Produces<string>(StatusCodes.Status200OK, "text/csv")
                .Problems(400, 404),
        },
        new("cancelJob", Post, One + "/cancel", Operator, JobHandlers.CancelAsync)
        {
            Description = route => route
                .WithSummary("Stop a deletion job at the next boundary of an object")
                .WithDescription("What is erased stays erased; its matches stay queued, and erasures that wait for them fail with job-canceled, for a human to retry.")
                .Produces<JobBody>(StatusCodes.Status202Accepted)
                .Problems(404, 409),
        },
    ];
}
