using System.Text.Json.Serialization;
using Erasure.Api.Access;
using Erasure.Api.Health;
using Erasure.Api.OpenApi;
using Erasure.Api.Pages;
using Erasure.Api.Privacy;
using Erasure.Api.Problems;
using Erasure.Api.Requests;
using Erasure.Api.Routing;
using Erasure.Core.Durable;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Erasure.Api;

/// <summary>The HTTP API and its pages, for a host with its own server. Needs an erasure service and a TimeProvider.</summary>
public static class ErasureApi
{
    /// <summary>Health checks with this tag decide on <c>/health/ready</c>.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Adds the services. Call it after the server's, which it decorates.</summary>
    public static IServiceCollection AddErasureApi(this IServiceCollection services, ApiOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<AccessGate>();
        services.AddSingleton<RouteRunner>();
        services.AddScoped<DomainPage>();
        services.AddProblemDetails();
        services.AddHealthChecks();
        services.AddSingleton<Readiness>();
        services.AddSingleton<Promptness>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.DefaultIgnoreCondition = DurableJson.Options.DefaultIgnoreCondition;
            foreach (JsonConverter converter in DurableJson.Options.Converters)
            {
                json.SerializerOptions.Converters.Add(converter);
            }
        });
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, KestrelLogFilter>();
        ApiDescription.Add(services);
        RedactingServer.Decorate(services);
        return services;
    }

    /// <summary>Adds what the OpenAPI document is made from where routes are run by name, and none is mapped.</summary>
    public static IServiceCollection AddNamedRoutes(this IServiceCollection services) =>
        services.AddSingleton(provider => NamedRoutes.Of(provider, provider.GetRequiredService<ApiOptions>()));

    /// <summary>Maps the routes.</summary>
    public static WebApplication UseErasureApi(this WebApplication app)
    {
        app.Use(HiddenHeaders.ShowAsync);
        app.Use(HiddenQuery.ShowToManagementAsync);
        NotStored.Use(app);
        ProblemResponses.Use(app);
        app.Use(UnreadableHost.RefuseAsync);
        app.UseMiddleware<ThisMachineGuard>();
        app.UseMiddleware<SameOriginGuard>();
        app.UseRouting();
        app.Use(HiddenRouteValues.RestoreAsync);
        app.Use(RequestSpan.DescribeAsync);
        app.UseMiddleware<AccessMiddleware>();
        RouteMapping.Map(app, app.Services.GetRequiredService<ApiOptions>());
        return app;
    }
}
