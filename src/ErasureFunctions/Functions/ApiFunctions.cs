using Erasure.Api.Routing;
using ErasureFunctions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Functions;

/// <summary>A function for each route of the API; the name is the route's after a prefix, since names ignore case and an activity may have the same. Those that start or steer orchestrations bind the client. Who may call is the route's business (<see cref="RouteRunner"/>), since a function key has no role.</summary>
public sealed class ApiFunctions(RouteRunner routes, BoundClient bound)
{
    private const string Prefix = "http-";

    [Function("http-requestErasure")]
    public Task<IResult> RequestErasure([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/erasures")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-requestErasures")]
    public Task<IResult> RequestErasures([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/erasures/batch")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-listErasures")]
    public Task<IResult> ListErasures([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/erasures")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-getErasure")]
    public Task<IResult> GetErasure([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/erasures/{id}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-getReport")]
    public Task<IResult> GetReport([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/erasures/{id}/report")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-listCalls")]
    public Task<IResult> ListCalls([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/erasures/{id}/domains/{domain}/calls")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-cancelErasure")]
    public Task<IResult> CancelErasure([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/erasures/{id}/cancel")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-closeErasure")]
    public Task<IResult> CloseErasure([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/erasures/{id}/close")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-extendErasure")]
    public Task<IResult> ExtendErasure([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/erasures/{id}/extend")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-retryDomain")]
    public Task<IResult> RetryDomain([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/erasures/{id}/domains/{domain}/retry")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-resolveDomain")]
    public Task<IResult> ResolveDomain([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/erasures/{id}/domains/{domain}/resolve")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-eraseUser")]
    public Task<IResult> EraseUser([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/user/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-listQueue")]
    public Task<IResult> ListQueue([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deletion-queue")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-addToQueue")]
    public Task<IResult> AddToQueue([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deletion-queue")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-removeFromQueue")]
    public Task<IResult> RemoveFromQueue([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/deletion-queue/{id}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-startJob")]
    public Task<IResult> StartJob([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deletion-jobs")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-listJobs")]
    public Task<IResult> ListJobs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deletion-jobs")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-getJob")]
    public Task<IResult> GetJob([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deletion-jobs/{id}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-listJobEvents")]
    public Task<IResult> ListJobEvents([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deletion-jobs/{id}/events")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-listJobObjects")]
    public Task<IResult> ListJobObjects([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deletion-jobs/{id}/objects")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-getJobReport")]
    public Task<IResult> GetJobReport([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deletion-jobs/{id}/report")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-cancelJob")]
    public Task<IResult> CancelJob([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deletion-jobs/{id}/cancel")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-listFailures")]
    public Task<IResult> ListFailures([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/failures")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-getFailure")]
    public Task<IResult> GetFailure([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/failures/{id}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-retryFailure")]
    public Task<IResult> RetryFailure([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/failures/{id}/retry")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-acceptFailure")]
    public Task<IResult> AcceptFailure([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/failures/{id}/accept")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-listDataMappers")]
    public Task<IResult> ListDataMappers([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/data-mappers")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-getDataMapper")]
    public Task<IResult> GetDataMapper([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/data-mappers/{mapper}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-getDataMapperPolicy")]
    public Task<IResult> GetDataMapperPolicy([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/data-mappers/{mapper}/policy")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-putDataMapper")]
    public Task<IResult> PutDataMapper([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/data-mappers/{mapper}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-deleteDataMapper")]
    public Task<IResult> DeleteDataMapper([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/data-mappers/{mapper}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-statusPage")]
    public Task<IResult> StatusPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "erasures/{id}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-domainPage")]
    public Task<IResult> DomainPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "erasures/{id}/domains/{domain}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-callPage")]
    public Task<IResult> CallPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "erasures/{id}/domains/{domain}/calls/{call}")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-revealOnPage")]
    public Task<IResult> RevealOnPage([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "erasures/{id}/domains/{domain}/reveal")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-retryOnPage")]
    public Task<IResult> RetryOnPage([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "erasures/{id}/domains/{domain}/retry")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-resolveOnPage")]
    public Task<IResult> ResolveOnPage([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "erasures/{id}/domains/{domain}/resolve")] HttpRequest request, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(request, context, client);

    [Function("http-live")]
    public Task<IResult> Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-ready")]
    public Task<IResult> Ready([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    [Function("http-openApi")]
    public Task<IResult> OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi/v1.json")] HttpRequest request, FunctionContext context) => RunAsync(request, context);

    private async Task<IResult> RunAsync(HttpRequest request, FunctionContext context, DurableTaskClient? client = null)
    {
        if (client is not null)
        {
            bound.Bind(client);
        }

        await routes.RunAsync(context.FunctionDefinition.Name[Prefix.Length..], request.HttpContext);
        return Results.Empty;
    }
}
