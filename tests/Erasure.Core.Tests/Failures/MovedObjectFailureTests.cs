using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Failures;
using Erasure.Core.Jobs;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Core.Queue;
using Erasure.Core.Tests.Erasures;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Failures;

/// <summary>An object that is overwritten whenever its turn comes: what it held may be elsewhere, and only a human can tell.</summary>
public sealed class MovedObjectFailureTests : IAsyncLifetime
{
    private const string Person = "user-7f3a9c51e2d84b06";
    private readonly TempFolder folder = new();
    private string busy = "clicks/state.jsonl";
    private int writes;
    private ErasureHost? host;

    private ErasureHost Host => host!;

    private ObjectFailures Failures => Host.Engine.Services.GetRequiredService<ObjectFailures>();

    public async Task InitializeAsync()
    {
        ErasureConfiguration configuration = ErasureHost.Configure("lake") with
        {
            Lake = new LakeConfiguration { Folder = folder["lake"], Mappers = [JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"])] },
        };
        JobWorld.Write(folder.Path, "clicks/good.jsonl", $$"""{"by":"{{Person}}"}""" + "\n{}\n");
        JobWorld.Write(folder.Path, busy, "{}\n");
        host = await ErasureHost.StartAsync(configuration, services =>
        {
            services.AddSingleton<IObjectStore>(new ObjectStoreSpy(new FolderObjectStore(folder["lake"]))
            {
                BeforeOpen = key => Task.Run(() => Overwrite(key)),
                List = listed =>
                {
                    Overwrite(busy);
                    return listed;
                },
            });
            services.AddSingleton<IConnectors>(provider => new ConfiguredConnectors(configuration, _ => new LakeConnector(null, provider.GetRequiredService<ErasureMatches>())));
        });
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task It_is_one_entry_that_a_human_may_accept_for_who_waits_though_it_is_overwritten_on()
    {
        string id = await RunAsync(Person);
        ObjectFailure failure = await AssertFailedAsync(id);
        Assert.Equal((busy, "objects-moved", 1), (failure.Object, failure.Code, failure.Attempts));

        // Nobody knows what a version held that is gone; but it goes nowhere.
        Assert.Equal(CommandResult.WrongState, await AcceptAsync(failure, AcceptanceMeaning.HoldsNobody));
        Assert.Equal(CommandResult.Accepted, await AcceptAsync(failure, AcceptanceMeaning.DealtWith));
        await Host.RunForAsync(TimeSpan.FromHours(3));

        DomainProgress lake = await Host.DomainAsync(id, "lake");
        Assert.Equal((DomainState.Erased, new Outcome.Erased(1) { Objects = 1, NotSearched = new NotSearched(0, 1) }), (lake.State, lake.Outcome));
        JsonNode report = (await Host.ReportAsync(id)).Domains.Single().Details!;
        Assert.Equal("Completed", (string?)report["state"]);
        Assert.Equal("objects-moved", (string?)report["objects"]!.AsArray().Single(item => (string?)item!["key"] == busy)!["code"]);

        // Who asks later isn't covered; and one entry is one mail to its readers.
        ObjectFailure again = await AssertFailedAsync(await RunAsync("user-somebody-else-2"));
        Assert.Equal((failure.Id, 3), (again.Id, again.Attempts));
        await AssertFailedAsync(await RunAsync("user-somebody-else-3"));
        Assert.Equal(2, Host.Mail.SubjectsTo("lake-admin@example.org").Count(subject => subject.StartsWith("Erasure failed", StringComparison.Ordinal) && subject.EndsWith(": your action is needed (lake)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_is_searched_again_where_a_human_retries_and_its_writer_is_quiet()
    {
        string id = await RunAsync(Person);
        ObjectFailure failure = await AssertFailedAsync(id);
        JobWorld.Write(folder.Path, busy, $$"""{"by":"{{Person}}"}""" + "\n{}\n");
        busy = "";

        Assert.Equal(CommandResult.Accepted, await Failures.RetryAsync(failure.Id, ErasureHost.Decision("its writer is stopped"), default));
        await Host.RunForAsync(TimeSpan.FromHours(3));

        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, (await Host.DomainAsync(id, "lake")).Outcome);
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/state.jsonl"));
        Assert.Empty(await Failures.ListAsync(null, default).ToListAsync());
    }

    [Fact]
    public async Task It_is_named_by_the_job_and_by_a_pseudonym_where_its_key_names_the_person()
    {
        string id = await RunAsync("someone");
        string job = (string)(await Host.ReportAsync(id)).Domains.Single().Details!["job"]!;
        Assert.Contains("Lost sight of: clicks/state.jsonl.", await DetailAsync(job), StringComparison.Ordinal);
        Assert.DoesNotContain("state.jsonl", Assert.IsType<Outcome.Failed>((await Host.DomainAsync(id, "lake")).Outcome).Detail, StringComparison.Ordinal);

        File.Delete(folder["lake/clicks/state.jsonl"]);
        busy = $"clicks/{Person}.jsonl";
        JobWorld.Write(folder.Path, busy, "{}\n");
        string other = await RunAsync(Person);
        string detail = await DetailAsync((string)(await Host.ReportAsync(other)).Domains.Single().Details!["job"]!);
        Assert.Contains("Lost sight of: (key withheld)", detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Person, detail, StringComparison.Ordinal);
        Assert.StartsWith("(key withheld)", (await Failures.ListAsync(null, default).SingleAsync()).Object, StringComparison.Ordinal);
    }

    private async Task<string> DetailAsync(string job) =>
        Assert.Single(await Host.Engine.Services.GetRequiredService<JobStore>().MappersAsync(job, default)).Detail!;

    private void Overwrite(string key)
    {
        if (key.Length > 0 && key == busy)
        {
            // Another file, and a longer one: none that has only grown.
            JobWorld.Write(folder.Path, "../next", string.Concat(Enumerable.Repeat("{}\n", 2 + writes++)));
            File.Move(folder["next"], folder[$"lake/{busy}"], overwrite: true);
        }
    }

    private async Task<string> RunAsync(string person)
    {
        string id = (await Host.ReceiveAsync(ErasureHost.Request(person))).Id;
        await Host.RunForAsync(TimeSpan.FromHours(2));
        return id;
    }

    private Task<CommandResult> AcceptAsync(ObjectFailure failure, AcceptanceMeaning means) =>
        Failures.AcceptAsync(failure.Id, new Acceptance(ErasureHost.Decision(), means, failure.ListedVersion), default);

    private async Task<ObjectFailure> AssertFailedAsync(string id)
    {
        DomainProgress lake = await Host.DomainAsync(id, "lake");
        ObjectFailure failure = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Outcome.Failed failed = Assert.IsType<Outcome.Failed>(lake.Outcome);
        Assert.Equal((DomainState.Failed, "matches-reappear", failure.Id), (lake.State, failed.Code, Assert.Single(failed.Failures!)));
        return failure;
    }
}
