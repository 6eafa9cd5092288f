using System.Collections.Frozen;
using Erasure.Api.Access;
using Erasure.Api.Privacy;
using Erasure.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Erasure.Api.Routing;

/// <summary>Runs routes by name, for a host that finds them by itself, as Azure Functions does. The request's route values must be set.</summary>
/// <remarks>What a handler throws is answered here, as <see cref="ErasureApi.UseErasureApi"/> does it, so that the platform doesn't see it.</remarks>
public sealed class RouteRunner
{
    private readonly FrozenDictionary<string, RequestDelegate> routes;
    private readonly AccessGate gate;
    private readonly OriginRule origins;

    /// <summary>Prepares the routes that the configuration wants served.</summary>
    public RouteRunner(IServiceProvider services, ApiOptions options, AccessGate gate)
    {
        this.gate = gate;
        origins = new OriginRule(options);
        routes = ApiRoutes.All.Where(route => route.IsServed(options)).ToFrozenDictionary(
            route => route.Name, route => PipelineOf(route, services), StringComparer.Ordinal);
    }

    /// <summary>Answers the request by the route of that name.</summary>
    public Task RunAsync(string name, HttpContext context) =>
        routes.TryGetValue(name, out RequestDelegate? route) ? route(context) : Problem.NotFound("This isn't served here.").ExecuteAsync(context);

    private RequestDelegate PipelineOf(ApiRoute route, IServiceProvider services)
    {
        RequestDelegate handler = HandlerOf(route, services);
        ApplicationBuilder pipeline = new(services);
        pipeline.Use(HiddenHeaders.ShowAsync);
        NotStored.Use(pipeline);
        ProblemResponses.Use(pipeline);
        pipeline.Use(UnreadableHost.RefuseAsync);
        pipeline.Use(HiddenRouteValues.RestoreAsync);
        pipeline.Run(context => RequestSpan.DescribeAsync(context, route.Pattern, _ =>
        {
            IResult? refusal = origins.IsForeign(context.Request) ? Problem.Foreign() : gate.Refuse(context, route.Access);
            return refusal?.ExecuteAsync(context) ?? handler(context);
        }));
        return pipeline.Build();
    }

    private static RequestDelegate HandlerOf(ApiRoute route, IServiceProvider services)
    {
        RoutePattern pattern = RoutePatternFactory.Parse(route.Pattern);
        return RequestDelegateFactory.Create(route.Handler, new RequestDelegateFactoryOptions
        {
            ServiceProvider = services,
            RouteParameterNames = pattern.Parameters.Select(parameter => parameter.Name),
            EndpointBuilder = new RouteEndpointBuilder(requestDelegate: null, pattern, order: 0)
            {
                FilterFactories = { static (_, next) => context => MaskedValues.RefuseAsync(context, next) },
            },
        }).RequestDelegate;
    }
}
