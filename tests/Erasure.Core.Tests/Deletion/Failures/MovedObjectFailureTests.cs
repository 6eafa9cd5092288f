using System.Text.Json.Nodes;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Erasures;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Failures;

/// <summary>An object that is overwritten whenever its turn comes: what it held may be elsewhere, and only a human can tell.</summary>
public sealed class MovedObjectFailureTests : IAsyncLifetime
{
    private readonly LakeErasure lake = new();
    private string busy = "clicks/state.jsonl";
    private int writes;

    private ErasureHost Host => lake.Host;

    private IObjectFailures Failures => lake.Failures;

    public Task InitializeAsync()
    {
        lake.Write("clicks/good.jsonl", LakeErasure.Mine + "\n{}\n");
        lake.Write(busy, "{}\n");
        return lake.StartAsync(root => new ObjectStoreSpy(new FolderObjectStore(root))
        {
            BeforeOpen = key => Task.Run(() => Overwrite(key)),
            List = listed =>
            {
                Overwrite(busy);
                return listed;
            },
        });
    }

    public async Task DisposeAsync() => await lake.DisposeAsync();

    [Fact]
    public async Task It_is_one_entry_that_a_human_may_accept_for_who_waits_though_it_is_overwritten_on()
    {
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = await AssertFailedAsync(id);
        Assert.Equal((busy, "objects-moved", 1), (failure.Object, failure.Code, failure.Attempts));

        // Nobody knows what a version held that is gone; but it goes nowhere.
        Assert.Equal(CommandResult.WrongState, await lake.AcceptAsync(failure, AcceptanceMeaning.HoldsNobody));
        Assert.Equal(CommandResult.Accepted, await lake.AcceptAsync(failure, AcceptanceMeaning.DealtWith));
        await Host.RunForAsync(TimeSpan.FromHours(3));

        DomainProgress domain = await Host.DomainAsync(id, "lake");
        Assert.Equal((DomainState.Erased, new Outcome.Erased(1) { Objects = 1, NotSearched = new NotSearched(0, 1) }), (domain.State, domain.Outcome));
        JsonNode report = (await Host.ReportAsync(id)).Domains.Single().Details!;
        Assert.Equal("Completed", (string?)report["state"]);
        Assert.Equal("objects-moved", (string?)report["objects"]!.AsArray().Single(item => (string?)item!["key"] == busy)!["code"]);

        // Who asks later isn't covered; and one entry is one mail to its readers.
        ObjectFailure again = await AssertFailedAsync(await lake.RunAsync("user-somebody-else-2"));
        Assert.Equal((failure.Id, 3), (again.Id, again.Attempts));
        await AssertFailedAsync(await lake.RunAsync("user-somebody-else-3"));
        Assert.Equal(2, lake.TimesTold());
    }

    [Fact]
    public async Task It_is_searched_again_where_a_human_retries_and_its_writer_is_quiet()
    {
        string id = await lake.RunAsync(LakeErasure.Person);
        ObjectFailure failure = await AssertFailedAsync(id);
        lake.Write(busy, LakeErasure.Mine + "\n{}\n");
        busy = "";

        Assert.Equal(CommandResult.Accepted, await Failures.RetryAsync(failure.Id, ErasureHost.Decision("its writer is stopped"), default));
        await Host.RunForAsync(TimeSpan.FromHours(3));

        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, (await Host.DomainAsync(id, "lake")).Outcome);
        Assert.Equal("{}\n", lake.Read("clicks/state.jsonl"));
        Assert.Empty(await Failures.ListAsync(null, default).ToListAsync());
    }

    [Fact]
    public async Task It_is_named_by_the_job_and_by_a_pseudonym_where_its_key_names_the_person()
    {
        string id = await lake.RunAsync("someone");
        string job = (string)(await Host.ReportAsync(id)).Domains.Single().Details!["job"]!;
        Assert.Contains("Lost sight of: clicks/state.jsonl.", await DetailAsync(job), StringComparison.Ordinal);
        Assert.DoesNotContain("state.jsonl", Assert.IsType<Outcome.Failed>((await Host.DomainAsync(id, "lake")).Outcome).Detail, StringComparison.Ordinal);

        File.Delete(lake.Folder["lake/clicks/state.jsonl"]);
        busy = $"clicks/{LakeErasure.Person}.jsonl";
        lake.Write(busy, "{}\n");
        string other = await lake.RunAsync(LakeErasure.Person);
        string detail = await DetailAsync((string)(await Host.ReportAsync(other)).Domains.Single().Details!["job"]!);
        Assert.Contains("Lost sight of: (key withheld)", detail, StringComparison.Ordinal);
        Assert.DoesNotContain(LakeErasure.Person, detail, StringComparison.Ordinal);
        Assert.StartsWith("(key withheld)", (await Failures.ListAsync(null, default).SingleAsync()).Object, StringComparison.Ordinal);
    }

    private async Task<string> DetailAsync(string job) =>
        Assert.Single(await Host.Engine.Services.GetRequiredService<JobStore>().MappersAsync(job, default)).Detail!;

    private void Overwrite(string key)
    {
        if (key.Length > 0 && key == busy)
        {
            // Another file, and a longer one: none that has only grown.
            lake.Write("../next", string.Concat(Enumerable.Repeat("{}\n", 2 + writes++)));
            File.Move(lake.Folder["next"], lake.Folder[$"lake/{busy}"], overwrite: true);
        }
    }

    private Task<ObjectFailure> AssertFailedAsync(string id) => lake.ExpectFailedAsync(id, "matches-reappear");
}
