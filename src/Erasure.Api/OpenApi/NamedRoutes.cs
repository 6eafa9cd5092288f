using Erasure.Api.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Erasure.Api.OpenApi;

/// <summary>The routes as endpoints that nobody routes to: what the OpenAPI document is made from where <see cref="RouteRunner"/> serves them.</summary>
internal sealed class NamedRoutes : IEndpointRouteBuilder
{
    private NamedRoutes(IServiceProvider services) => ServiceProvider = services;

    public IServiceProvider ServiceProvider { get; }

    public ICollection<EndpointDataSource> DataSources { get; } = [];

    public static EndpointDataSource Of(IServiceProvider services, ApiOptions options)
    {
        NamedRoutes routes = new(services);
        RouteMapping.Map(routes, options);
        return new CompositeEndpointDataSource(routes.DataSources);
    }

    public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(ServiceProvider);
}
