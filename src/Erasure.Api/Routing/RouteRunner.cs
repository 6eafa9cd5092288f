using System.Collections.Frozen;
using Erasure.Api.Access;
using Erasure.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Erasure.Api.Routing;

/// <summary>Runs routes by name, for a host that finds them by itself, as Azure Functions does. The request's route values must be set.</summary>
public sealed class RouteRunner
{
    private readonly FrozenDictionary<string, (ApiRoute Route, RequestDelegate Handler)> routes;
    private readonly AccessGate gate;
    private readonly OriginRule origins;

    /// <summary>Prepares the routes that the configuration wants served.</summary>
    public RouteRunner(IServiceProvider services, ApiOptions options, AccessGate gate)
    {
        this.gate = gate;
        origins = new OriginRule(options);
        routes = ApiRoutes.All.Where(route => route.IsServed(options)).ToFrozenDictionary(
            route => route.Name, route => (route, DelegateOf(route, services)), StringComparer.Ordinal);
    }

    /// <summary>Answers the request by the route of that name.</summary>
    public async Task RunAsync(string name, HttpContext context)
    {
        if (!routes.TryGetValue(name, out (ApiRoute Route, RequestDelegate Handler) found))
        {
            await Problem.NotFound("This isn't served here.").ExecuteAsync(context);
            return;
        }

        await RequestSpan.DescribeAsync(context, found.Route.Pattern, _ =>
        {
            IResult? refusal = origins.IsForeign(context.Request) ? Problem.Foreign() : gate.Refuse(context, found.Route.Access);
            return refusal?.ExecuteAsync(context) ?? found.Handler(context);
        });
    }

    private static RequestDelegate DelegateOf(ApiRoute route, IServiceProvider services) =>
        RequestDelegateFactory.Create(route.Handler, new RequestDelegateFactoryOptions
        {
            ServiceProvider = services,
            RouteParameterNames = RoutePatternFactory.Parse(route.Pattern).Parameters.Select(parameter => parameter.Name),
        }).RequestDelegate;
}
