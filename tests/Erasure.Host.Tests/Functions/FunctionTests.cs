using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Erasure.Api.Routing;
using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Erasure.Core.Workflows;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Functions;

/// <summary>The Azure app has a function for everything that the embedded host runs.</summary>
public sealed partial class FunctionTests
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

    [Fact]
    public void Every_class_of_functions_is_public() =>
        Assert.All(
            Directory.EnumerateFiles(Repository.PathOf("src/ErasureFunctions/Functions"), "*.cs"),
            file => Assert.Contains("public sealed class ", File.ReadAllText(file), StringComparison.Ordinal));

    [Fact]
    public void The_host_runs_as_many_activities_as_the_default_of_a_jobs_phase_and_leaves_room_for_others()
    {
        int slots = (int)JsonNode.Parse(File.ReadAllText(Repository.PathOf("host.json")))!["extensions"]!["durableTask"]!["maxConcurrentActivityFunctions"]!;

        Assert.True(slots > new JobConfiguration().ConcurrentOverall, $"{slots}");
    }

    [Fact]
    public void The_sample_configuration_has_no_problem() =>
        Assert.Empty(ConfigurationLoader.Load(Repository.PathOf("src/ErasureFunctions/erasure.sample.json"), _ => null).Problems);

    [Fact]
    public void Every_setting_is_described()
    {
        string[] read = [.. Directory.EnumerateFiles(Repository.PathOf("src/ErasureFunctions/Hosting"), "*.cs").SelectMany(file => Variable().Matches(File.ReadAllText(file))).Select(variable => variable.Value).Distinct()];
        string documentation = File.ReadAllText(Repository.PathOf("docs/azure-functions.md"));

        Assert.NotEmpty(read);
        Assert.All(read, variable => Assert.Contains($"`{variable}`", documentation, StringComparison.Ordinal));
        Assert.All(
            JsonNode.Parse(File.ReadAllText(Repository.PathOf("local.settings.sample.json")))!["Values"]!.AsObject(),
            setting => Assert.Contains($"`{setting.Key}`", documentation, StringComparison.Ordinal));
    }

    [GeneratedRegex("ERASURE_[A-Z_]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
