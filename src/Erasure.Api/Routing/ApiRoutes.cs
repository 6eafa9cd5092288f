using Erasure.Api.Erasures;
using Erasure.Api.Failures;
using Erasure.Api.Health;
using Erasure.Api.Jobs;
using Erasure.Api.Mappers;
using Erasure.Api.OpenApi;
using Erasure.Api.Pages;
using Erasure.Api.Queue;

namespace Erasure.Api.Routing;

/// <summary>Every route of the API. The embedded host maps its endpoints from this list, Azure Functions runs them by name.</summary>
public static class ApiRoutes
{
    /// <summary>All of them; each resource has its own list.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        .. ErasureRoutes.All,
        .. DataMapperRoutes.All,
        .. QueueRoutes.All,
        .. JobRoutes.All,
        .. FailureRoutes.All,
        .. PageRoutes.All,
        .. HealthRoutes.All,
        .. DocumentRoutes.All,
    ];
}
