using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>Deletion jobs with their task hub in Azure's storage, as Microsoft's provider keeps it.</summary>
public sealed class StorageJobTests : IAsyncLifetime
{
    private const int Objects = 6;
    private const int MostEvents = 200;

    private readonly TempFolder folder = new();
    private AzureStorage? storage;

    public async Task InitializeAsync() => storage = await AzureStorage.StartAsync();

    public Task DisposeAsync()
    {
        storage!.Dispose();
        folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_job_goes_on_after_a_kill_stays_small_and_can_be_purged()
    {
        for (int number = 0; number < Objects; number++)
        {
            JobWorld.Write(folder.Path, $"clicks/{number}.csv", $"id,user_id\n1,{JobWorld.UserId}\n2,u-other\n");
        }

        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int replaced = 0;
        await using (StorageHost killed = await StartAsync(async _ =>
        {
            if (Interlocked.Increment(ref replaced) > 2)
            {
                reached.TrySetResult();
                await new TaskCompletionSource().Task;
            }
        }))
        {
            await killed.Services.GetRequiredService<SubjectVault>().SealAsync(JobWorld.Erasure.ErasureId, JobWorld.Person, null, CancellationToken.None);
            Assert.IsType<Outcome.Pending>(await ConnectorOf(killed).SubmitAsync(JobWorld.Erasure, JobWorld.Person, CancellationToken.None));
            await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }

        await using StorageHost host = await StartAsync(_ => Task.CompletedTask);
        Outcome outcome = await EndAsync(host);

        Assert.Equal(Objects, Assert.IsType<Outcome.Erased>(outcome).Count);
        Assert.All(Enumerable.Range(0, Objects), number => Assert.Equal("id,user_id\n2,u-other\n", JobWorld.Read(folder.Path, $"clicks/{number}.csv")));
        string job = (string)(await DescribeAsync(host))["job"]!;
        await ForStatusAsync(host, job, OrchestrationRuntimeStatus.Completed);
        IReadOnlyDictionary<string, string> histories = await host.HistoriesAsync(job);
        Assert.InRange(histories.Count, 3, 20);
        Assert.All(histories, history =>
        {
            Assert.InRange(JsonNode.Parse(history.Value)!.AsArray().Count, 3, MostEvents);
            Assert.DoesNotContain($"\"{JobWorld.UserId}", history.Value, StringComparison.Ordinal);
            Assert.Empty(new CanarySearch().Plant(JobWorld.Email).FindIn(history.Key, history.Value));
        });

        Assert.InRange(await host.Client.TryPurgeAsync(job, default), 1, histories.Count);
        Assert.Null(await host.Client.FindAsync(job, default));
        Assert.Equal("Completed", (string?)(await DescribeAsync(host))["state"]);
    }

    [Fact]
    public async Task A_job_that_is_terminated_ends_and_its_erasure_hears_of_it()
    {
        JobWorld.Write(folder.Path, "clicks/0.csv", $"id,user_id\n1,{JobWorld.UserId}\n");
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using StorageHost host = await StartAsync(_ =>
        {
            reached.TrySetResult();
            return released.Task;
        });
        await host.Services.GetRequiredService<SubjectVault>().SealAsync(JobWorld.Erasure.ErasureId, JobWorld.Person, null, CancellationToken.None);
        await ConnectorOf(host).SubmitAsync(JobWorld.Erasure, JobWorld.Person, CancellationToken.None);
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        string job = (string)(await DescribeAsync(host))["job"]!;

        Assert.Equal(0, await host.Client.TryPurgeAsync(job, default));
        Assert.True(await host.Client.TryTerminateAsync(job, "by hand", default));
        released.SetResult();

        await ForStatusAsync(host, job, OrchestrationRuntimeStatus.Terminated);

        // Its children are told, and what they say to it may still come in behind a purge.
        await UntilAsync(async () => await host.Client.TryPurgeAsync(job, default) == 0 && await host.Client.FindAsync(job, default) is null);
    }

    /// <summary>Microsoft's provider keeps a root instance's failure as text.</summary>
    [Fact]
    public async Task A_job_whose_history_doesnt_fit_its_orchestrator_begins_again()
    {
        JobWorld.Write(folder.Path, "clicks/0.csv", $"id,user_id\n1,{JobWorld.UserId}\n2,u-other\n");
        ChangedJob.IsOld = true;
        DurableTaskRegistry tasks = new();
        foreach ((TaskName name, Func<IServiceProvider, ITaskOrchestrator> make) in new DurableTaskRegistry().AddDeletionJobs().GetOrchestrators())
        {
            tasks.AddOrchestrator(name, () => name == nameof(RunDeletionJob) ? new ChangedJob() : make(null!));
        }

        foreach ((TaskName name, Func<IServiceProvider, ITaskActivity> make) in new DurableTaskRegistry().AddDeletionJobs().GetActivities())
        {
            tasks.AddActivity(name, make);
        }

        await using StorageHost host = await StartAsync(_ => Task.CompletedTask, tasks);
        await host.Services.GetRequiredService<SubjectVault>().SealAsync(JobWorld.Erasure.ErasureId, JobWorld.Person, null, CancellationToken.None);
        await ConnectorOf(host).SubmitAsync(JobWorld.Erasure, JobWorld.Person, CancellationToken.None);
        string job = (await host.Services.GetRequiredService<IDeletionJobs>().ListAsync(1, before: null, default)).Items.Single().Id;
        await UntilAsync(async () => (await host.Client.FindAsync(job, default))?.SerializedCustomStatus is not null);
        ChangedJob.IsOld = false;
        await host.Client.RaiseEventAsync(job, "go on");
        await ForStatusAsync(host, job, OrchestrationRuntimeStatus.Failed);

        Assert.Equal(1, Assert.IsType<Outcome.Erased>(await EndAsync(host)).Count);
        await ForStatusAsync(host, job, OrchestrationRuntimeStatus.Completed);
    }

    private Task<StorageHost> StartAsync(Func<string, Task> beforeReplace) => StartAsync(beforeReplace, new DurableTaskRegistry().AddDeletionJobs());

    private async Task<StorageHost> StartAsync(Func<string, Task> beforeReplace, DurableTaskRegistry tasks) => await StorageHost.StartAsync(
        folder.Path,
        await storage!.OpenAsync("jobs"),
        tasks,
        services => JobWorld.AddTo(
            services,
            JobWorld.Configuration(folder.Path, new JobConfiguration { BatchSize = 3 }, JobWorld.Mapper("clicks", DataFormat.Csv, columns: "user_id")),
            store => new ObjectStoreSpy(store) { BeforeReplace = beforeReplace }));

    private static LakeConnector ConnectorOf(StorageHost host) => new(null, host.Services.GetRequiredService<ErasureMatches>());

    private static async Task<JsonObject> DescribeAsync(StorageHost host) => (await ConnectorOf(host).DescribeAsync(JobWorld.Erasure, CancellationToken.None))!.AsObject();

    private static async Task<Outcome> EndAsync(StorageHost host)
    {
        Outcome outcome = new Outcome.Pending();
        await UntilAsync(async () => (outcome = await ConnectorOf(host).CheckAsync(JobWorld.Erasure, JobWorld.Person, CancellationToken.None)) is not Outcome.Pending);
        return outcome;
    }

    private static async Task ForStatusAsync(StorageHost host, string instance, OrchestrationRuntimeStatus status)
    {
        OrchestrationMetadata? found = null;
        try
        {
            await UntilAsync(async () => (found = await host.Client.FindAsync(instance, default))?.Status() == status);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"Not {status}, but {found?.RuntimeStatus}: {found?.SerializedCustomStatus} {found?.SerializedOutput}", late);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>The job's orchestration, which began as another version's.</summary>
    private sealed class ChangedJob : TaskOrchestrator<JobRun, Nothing>
    {
        public static bool IsOld { get; set; }

        public override async Task<Nothing> RunAsync(TaskOrchestrationContext context, JobRun input)
        {
            if (!IsOld)
            {
                return await new RunDeletionJob().RunAsync(context, input);
            }

            context.SetCustomStatus("old");
            Task timer = context.CreateTimer(context.Now() + TimeSpan.FromDays(1), CancellationToken.None);
            await Task.WhenAny(timer, context.WaitForExternalEvent<JsonElement?>("go on"));
            return Nothing.Value;
        }
    }
}
