using Erasure.Api.Routing;
using Erasure.Core.Durable;
using Erasure.Core.Workflows;

namespace Erasure.Host.Tests.Functions;

/// <summary>The Azure app has a function for everything that the embedded host runs.</summary>
public sealed class FunctionTests
{
    private static readonly WorkflowCatalog Catalog = ErasureWorkflows.CreateCatalog();

    [Fact]
    public void Every_workflow_has_a_function_and_every_such_function_a_workflow() =>
        Assert.Equal(Catalog.Workflows.Keys.Order(StringComparer.Ordinal), FunctionSources.With("OrchestrationTrigger").Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_activity_has_a_function_and_every_such_function_an_activity() =>
        Assert.Equal(Catalog.Activities.Keys.Order(StringComparer.Ordinal), FunctionSources.With("ActivityTrigger").Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_route_has_a_function_and_every_such_function_a_route() =>
        Assert.Equal(
            ApiRoutes.All.Select(route => $"http-{route.Name}: AuthorizationLevel.Anonymous, \"{route.Method.ToLowerInvariant()}\", Route = \"{route.Pattern.TrimStart('/')}\"").Order(StringComparer.Ordinal),
            FunctionSources.With("HttpTrigger").Select(function => $"{function.Key}: {function.Value.TrimEnd(')')}").Order(StringComparer.Ordinal));

    [Fact]
    public void What_the_reconciler_does_is_on_timers() =>
        Assert.Equal(["finishIntakes", "retire", "startDeletionJobs", "sweepOutbox", "watchDeadlines"], FunctionSources.With("TimerTrigger").Keys.Order(StringComparer.Ordinal));
}
