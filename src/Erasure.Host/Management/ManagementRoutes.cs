using System.Text.Json;
using DurableTask.Core.History;
using Erasure.Api.Access;
using Erasure.Core.Durable;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Erasure.Host.Management;

/// <summary>The HTTP management API of Durable Functions, for the embedded engine: same URLs, parameters, status codes and bodies, so that its clients and monitors work here.</summary>
/// <remarks>Left out on purpose: starting an orchestration by name, since an erasure begins with intake, and entities, which don't exist here.</remarks>
internal static class ManagementRoutes
{
    /// <summary>Where the webhooks of Durable Functions live.</summary>
    public const string Prefix = "/runtime/webhooks/durabletask";

    private static readonly RouteAccess Reading = Roles.Operator | Roles.Auditor;
    private static readonly RouteAccess Steering = Roles.Operator;

    /// <summary>What can do both an operator's and an approver's commands is for who has both roles.</summary>
    private static readonly RouteAccess Deciding = RouteAccess.AllOf(Roles.Operator | Roles.Approver);

    private const string ContinuationHeader = "x-ms-continuation-token";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder instances = endpoints.MapGroup(Prefix + "/instances").ExcludeFromDescription().WithMetadata(new SkipStatusCodePagesAttribute());
        instances.MapGet("/", ListAsync).WithMetadata(Reading);
        instances.MapGet("/{instanceId}", GetAsync).WithMetadata(Reading);
        instances.MapPost("/{instanceId}/suspend", (string instanceId, string? reason, HttpRequest request, DurableTaskClient client, CancellationToken cancellation) =>
            SteerAsync(instanceId, client, () => client.SuspendInstanceAsync(instanceId, TypedText.Reason(reason, request), cancellation), cancellation)).WithMetadata(Steering);
        instances.MapPost("/{instanceId}/resume", (string instanceId, string? reason, HttpRequest request, DurableTaskClient client, CancellationToken cancellation) =>
            SteerAsync(instanceId, client, () => client.ResumeInstanceAsync(instanceId, TypedText.Reason(reason, request), cancellation), cancellation)).WithMetadata(Steering);
        instances.MapPost("/{instanceId}/rewind", RewindAsync).WithMetadata(Steering);
        instances.MapPost("/{instanceId}/raiseEvent/{eventName}", RaiseEventAsync).WithMetadata(Deciding);
        instances.MapPost("/{instanceId}/terminate", (string instanceId, string? reason, HttpRequest request, DurableTaskClient client, CancellationToken cancellation) =>
            SteerAsync(instanceId, client, () => TerminateAsync(instanceId, reason, request, client, cancellation), cancellation)).WithMetadata(Deciding);
        instances.MapPost("/{instanceId}/restart", RestartAsync).WithMetadata(Deciding);
        instances.MapDelete("/", PurgeAllAsync).WithMetadata(Deciding);
        instances.MapDelete("/{instanceId}", PurgeAsync).WithMetadata(Deciding);
    }

    private static async Task<IResult> GetAsync(string instanceId, HttpContext context, DurableTaskClient client, CancellationToken cancellation)
    {
        if (await client.FindAsync(instanceId, cancellation) is not { } instance)
        {
            return Results.NotFound();
        }

        IQueryCollection query = context.Request.Query;
        bool showInput = query.Flag("showInput", whenMissing: true);
        IList<HistoryEvent>? history;
        try
        {
            history = query.Flag("showHistory") ? await client.GetOrchestrationHistoryAsync(instanceId, cancellation) : null;
        }
        catch (ArgumentException)
        {
            // It was purged since.
            return Results.NotFound();
        }

        string body = StatusPayload.Write(instance, showInput, history, query.Flag("showHistoryOutput"));
        if (!instance.RuntimeStatus.IsTerminal())
        {
            context.Response.Headers.Location = RequestedUrl(context.Request, instanceId);
            context.Response.Headers.RetryAfter = "5";
            return Json(body, StatusCodes.Status202Accepted);
        }

        bool isError = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed && query.Flag("returnInternalServerErrorOnFailure");
        return Json(body, isError ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK);
    }

    // The request's own path and query string are masked by now, so that no log shows an id or the key in them; their values aren't gone.
    private static string RequestedUrl(HttpRequest request, string instanceId) =>
        UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, $"{Prefix}/instances/{instanceId}", QueryString.Create(request.Query));

    private static async Task<IResult> ListAsync(HttpContext context, DurableTaskClient client, CancellationToken cancellation)
    {
        IQueryCollection query = context.Request.Query;
        OrchestrationQuery wanted = new(
            query.Time("createdTimeFrom"),
            query.Time("createdTimeTo"),
            query.Statuses(),
            InstanceIdPrefix: query["instanceIdPrefix"].ToString(),
            PageSize: query.Number("top") ?? OrchestrationQuery.DefaultPageSize,
            ContinuationToken: context.Request.Headers[ContinuationHeader] is [{ Length: > 0 } token] ? token : null);
        Page<OrchestrationMetadata> page;
        try
        {
            page = await client.GetAllInstancesAsync(wanted).AsPages().FirstAsync(cancellation);
        }
        catch (ArgumentException)
        {
            return Error(StatusCodes.Status400BadRequest, "One or more of the arguments submitted is incorrect");
        }

        context.Response.Headers[ContinuationHeader] = page.ContinuationToken ?? "";
        return Json(StatusPayload.Write(page.Values, query.Flag("showInput", whenMissing: true)), StatusCodes.Status200OK);
    }

    private static async Task<IResult> PurgeAsync(string instanceId, DurableTaskClient client, CancellationToken cancellation) =>
        await client.FindAsync(instanceId, cancellation) is null
            ? Results.NotFound()
            : Purged((await client.PurgeInstanceAsync(instanceId, cancellation)).PurgedInstanceCount);

    private static async Task<IResult> PurgeAllAsync(HttpContext context, DurableTaskClient client, CancellationToken cancellation)
    {
        IQueryCollection query = context.Request.Query;
        if (query.Time("createdTimeFrom") is not { } from)
        {
            return Json("\"Please provide value for 'createdTimeFrom' parameter.\"", StatusCodes.Status400BadRequest);
        }

        if (!query.IsPurgeFilter())
        {
            return Error(StatusCodes.Status400BadRequest, "A filter can't be read, and nothing was purged: createdTimeFrom and createdTimeTo are times of ISO 8601, runtimeStatus is a list of statuses, and there are no others");
        }

        PurgeResult purged = await client.PurgeAllInstancesAsync(new PurgeInstancesFilter(from, query.Time("createdTimeTo"), query.Statuses()), cancellation);
        return purged.PurgedInstanceCount == 0 ? Results.NotFound() : Purged(purged.PurgedInstanceCount);
    }

    private static async Task<IResult> RaiseEventAsync(
        string instanceId, string eventName, HttpRequest request, DurableTaskClient client, CancellationToken cancellation)
    {
        if (await client.FindAsync(instanceId, cancellation) is not { } instance)
        {
            return Results.NotFound();
        }

        if (instance.RuntimeStatus.IsTerminal())
        {
            return Results.StatusCode(StatusCodes.Status410Gone);
        }

        if (!request.HasJsonContentType())
        {
            return Error(StatusCodes.Status400BadRequest, "Only application/json request content is supported");
        }

        if (await EventBody.ReadAsync(request, cancellation) is not { IsValid: true } body)
        {
            return Error(StatusCodes.Status400BadRequest, "Invalid JSON content");
        }

        if (await TypedText.EventAsync(instanceId, eventName, body.Json, request, cancellation) is not var (name, payload))
        {
            return Error(StatusCodes.Status400BadRequest, "No workflow takes this event, or its decision lacks a name or a note, or holds an identifier of the person");
        }

        object? json = payload is null ? null : JsonElement.Parse(payload);
        return Results.StatusCode(await client.TryRaiseEventAsync(instanceId, name, json, cancellation) ? StatusCodes.Status202Accepted : StatusCodes.Status410Gone);
    }

    private static async Task TerminateAsync(string instanceId, string? reason, HttpRequest request, DurableTaskClient client, CancellationToken cancellation)
    {
        await client.TerminateInstanceAsync(instanceId, TypedText.Reason(reason, request), cancellation);
        await TypedText.NoteTerminatedAsync(instanceId, request, cancellation);
    }

    private static async Task<IResult> RewindAsync(string instanceId, string? reason, HttpRequest request, DurableTaskClient client, CancellationToken cancellation)
    {
        try
        {
            await client.RewindInstanceAsync(instanceId, TypedText.Reason(reason, request) ?? "", cancellation);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        }
        catch (ArgumentException)
        {
            return Results.NotFound();
        }
        catch (InvalidOperationException)
        {
            return await client.FindAsync(instanceId, cancellation) is { IsCompleted: true }
                ? Results.StatusCode(StatusCodes.Status410Gone)
                : Error(StatusCodes.Status400BadRequest, "Only failed orchestration instances can be rewound.");
        }
    }

    private static async Task<IResult> RestartAsync(string instanceId, HttpContext context, DurableTaskClient client, ManagementLinks links, CancellationToken cancellation)
    {
        try
        {
            string id = await client.RestartAsync(instanceId, context.Request.Query.Flag("restartWithNewInstanceId", whenMissing: true), cancellation);
            return new CheckStatusResult(links.Payload(context.Request, id));
        }
        catch (ArgumentException)
        {
            return Error(StatusCodes.Status400BadRequest, "InstanceId does not match a valid orchestration instance.");
        }
        catch (InvalidOperationException)
        {
            return Error(StatusCodes.Status409Conflict, "The instance hasn't ended: terminate it first, or restart it with a new instance id.");
        }
    }

    /// <summary>Looks first, as Durable Functions does, since its client tells nobody whether there was anything to steer.</summary>
    private static async Task<IResult> SteerAsync(string instanceId, DurableTaskClient client, Func<Task> steer, CancellationToken cancellation)
    {
        if (await client.FindAsync(instanceId, cancellation) is not { } instance)
        {
            return Results.NotFound();
        }

        if (instance.RuntimeStatus.IsTerminal())
        {
            return Results.StatusCode(StatusCodes.Status410Gone);
        }

        await steer();
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static IResult Purged(int count) => Json($$"""{"instancesDeleted":{{count}}}""", StatusCodes.Status200OK);

    private static IResult Error(int status, string message) => Json($$"""{"Message":"{{message}}"}""", status);

    private static IResult Json(string body, int status) => Results.Text(body, "application/json; charset=utf-8", statusCode: status);
}
