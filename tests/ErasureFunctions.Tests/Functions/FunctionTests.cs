using System.Text.Json.Nodes;
using Erasure.Api.Routing;
using Erasure.Core.Configuration;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Lake;
using Erasure.Core.Operations;
using Erasure.Tests.Shared;
using ErasureFunctions.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.DurableTask;

namespace ErasureFunctions.Tests.Functions;

/// <summary>The app has a function for everything that the embedded host runs, as its generated metadata says.</summary>
public sealed class FunctionTests
{
    private static readonly DurableTaskRegistry Tasks = new DurableTaskRegistry().AddErasures();

    [Fact]
    public async Task Every_orchestrator_has_a_function_and_every_such_function_an_orchestrator() =>
        Assert.Equal(Tasks.GetOrchestrators().Select(task => task.Key.Name).Order(StringComparer.Ordinal), (await WithAsync("orchestrationTrigger")).Keys);

    [Fact]
    public async Task Every_activity_has_a_function_and_every_such_function_an_activity() =>
        Assert.Equal(Tasks.GetActivities().Select(task => task.Key.Name).Order(StringComparer.Ordinal), (await WithAsync("activityTrigger")).Keys);

    [Fact]
    public async Task Every_route_has_a_function_and_every_such_function_a_route() =>
        Assert.Equal(
            ApiRoutes.All.Select(route => $"http-{route.Name}: Anonymous {route.Method} /{route.Pattern.TrimStart('/')}").Order(StringComparer.Ordinal),
            (await WithAsync("httpTrigger")).Select(function =>
                $"{function.Key}: {function.Value["authLevel"]} {string.Join('|', function.Value["methods"]!.AsArray()).ToUpperInvariant()} /{function.Value["route"]}"));

    [Fact]
    public async Task What_the_reconciler_does_is_on_timers() =>
        Assert.Equal(["finishIntakes", "retire", "startDeletionJobs", "sweepOutbox", "watchDeadlines", "watchLake"], (await WithAsync("timerTrigger")).Keys);

    [Fact]
    public async Task Only_functions_that_start_or_steer_orchestrations_bind_the_client() => Assert.Equal(
        [
            "AskDomain", "DestroyIdentifiers", "EndJob", "FindPart", "ResumePage", "TellPage", "finishIntakes", "http-acceptFailure", "http-cancelErasure", "http-cancelJob", "http-closeErasure",
            "http-eraseUser", "http-extendErasure", "http-requestErasure", "http-requestErasures", "http-resolveDomain", "http-resolveOnPage", "http-retryDomain",
            "http-retryFailure", "http-retryOnPage", "http-startJob", "retire", "startDeletionJobs", "watchDeadlines",
        ],
        (await WithAsync("durableClient")).Keys);

    [Fact]
    public async Task Every_name_is_one_functions_alone_whatever_its_case()
    {
        IReadOnlyList<IFunctionMetadata> functions = await MetadataAsync();

        Assert.Equal(functions.Count, functions.Select(function => function.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    // Through the worker's reflection every failure of an activity would arrive as an AggregateException without a type.
    [Fact]
    public async Task Every_class_of_functions_is_public() =>
        Assert.All(
            (await MetadataAsync()).Select(function => function.EntryPoint![..function.EntryPoint!.LastIndexOf('.')]).Distinct(),
            type => Assert.True(typeof(AppServices).Assembly.GetType(type, throwOnError: true)!.IsPublic, type));

    [Fact]
    public void The_host_runs_as_many_activities_as_the_default_of_a_jobs_phase_and_leaves_room_for_others()
    {
        int slots = Assert.IsType<int>(HostSettings.MaxConcurrentActivities(AppContext.BaseDirectory));

        Assert.True(slots > new JobConfiguration().ConcurrentOverall, $"{slots}");
        Assert.True(slots > new OperationsConfiguration().ConcurrentCalls, $"{slots}");
    }

    [Fact]
    public void The_sample_configuration_has_no_problem() =>
        Assert.Empty(ConfigurationLoader.Load(Repository.PathOf("src/ErasureFunctions/erasure.sample.json"), _ => null).Problems);

    private static async Task<IReadOnlyList<IFunctionMetadata>> MetadataAsync() => await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync(AppContext.BaseDirectory);

    private static async Task<SortedDictionary<string, JsonNode>> WithAsync(string trigger) => new(
        (await MetadataAsync())
            .Select(function => (Name: function.Name!, Trigger: function.RawBindings!.Select(binding => JsonNode.Parse(binding)!).SingleOrDefault(binding => (string?)binding["type"] == trigger)))
            .Where(function => function.Trigger is not null)
            .ToDictionary(function => function.Name, function => function.Trigger!, StringComparer.Ordinal),
        StringComparer.Ordinal);
}
