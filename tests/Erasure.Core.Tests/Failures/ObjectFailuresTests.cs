using System.Text.RegularExpressions;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Failures;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Core.Queue;
using Erasure.Core.Tests.Erasures;
using Erasure.Embedded.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Failures;

/// <summary>An erasure's walk through a lake with an object that can't be erased from.</summary>
public sealed class ObjectFailuresTests : IAsyncLifetime
{
    private const string Person = "user-7f3a9c51e2d84b06";
    private const string Mine = $$"""{"by":"{{Person}}"}""";
    private readonly TempFolder folder = new();
    private ErasureHost? host;

    private ErasureHost Host => host!;

    private ObjectFailures Failures => Host.Engine.Services.GetRequiredService<ObjectFailures>();

    public async Task InitializeAsync()
    {
        ErasureConfiguration configuration = ErasureHost.Configure("lake") with
        {
            Lake = new LakeConfiguration { Folder = folder.Path, Mappers = [JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"])] },
        };
        Directory.CreateDirectory(folder["clicks"]);
        await File.WriteAllTextAsync(folder["clicks/good.jsonl"], Mine + "\n{}\n");
        await File.WriteAllTextAsync(folder["clicks/bad.jsonl"], "{\"by\":\n");
        host = await ErasureHost.StartAsync(configuration, services =>
        {
            services.AddSingleton<IObjectStore>(new FolderObjectStore(folder.Path));
            services.AddSingleton<IConnectors>(provider => new ConfiguredConnectors(configuration, _ => new LakeConnector(null, provider.GetRequiredService<ErasureMatches>())));
        });
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task What_jobs_fail_at_is_one_entry_however_often_they_do()
    {
        string id = await RunAsync(Person);
        Assert.Equal((DomainState.Failed, new Outcome.Failed("objects-failed", false)), await LakeAsync(id));
        ObjectFailure first = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal(("clicks", "clicks/bad.jsonl", "malformed-text", 1), (first.Mapper, first.Object, first.Code, first.Attempts));

        await Host.CommandAsync(erasures => erasures.RetryAsync(id, "lake", ErasureHost.Decision(), default));
        await Host.RunForAsync(TimeSpan.FromHours(2));

        ObjectFailure second = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal((first.Id, 2, first.FirstSeen), (second.Id, second.Attempts, second.FirstSeen));
        Assert.True(second.LastSeen > first.LastSeen);
        Assert.NotEqual(first.JobId, second.JobId);
    }

    [Fact]
    public async Task A_mended_object_is_retried_from_the_list_and_leaves_it()
    {
        string id = await RunAsync(Person);
        ObjectFailure failure = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        await File.WriteAllTextAsync(folder["clicks/bad.jsonl"], Mine + "\n");

        Assert.Equal(CommandResult.Accepted, await Failures.RetryAsync(failure.Id, ErasureHost.Decision("mended"), default));
        await Host.RunForAsync(TimeSpan.FromHours(2));

        Assert.Equal(DomainState.Erased, (await LakeAsync(id)).State);
        Assert.Empty(await Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal("", await File.ReadAllTextAsync(folder["clicks/bad.jsonl"]));
    }

    [Fact]
    public async Task An_object_that_is_gone_leaves_the_list_with_the_next_job()
    {
        await RunAsync(Person);
        File.Delete(folder["clicks/bad.jsonl"]);

        await RunAsync("user-somebody-else-2");

        Assert.Empty(await Failures.ListAsync(null, default).ToListAsync());
    }

    [Fact]
    public async Task An_accepted_failure_lets_go_who_waits_and_nobody_who_comes_later()
    {
        string id = await RunAsync(Person);
        ObjectFailure failure = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());

        Assert.Equal(CommandResult.InvalidDecision, await Failures.AcceptAsync(failure.Id, ErasureHost.Decision($"{Person} isn't in there"), default));
        Assert.Equal(CommandResult.InvalidDecision, await Failures.AcceptAsync(failure.Id, new HumanDecision(" ", "x"), default));
        Assert.Equal(CommandResult.NotFound, await Failures.AcceptAsync(new string('0', 32), ErasureHost.Decision(), default));
        Assert.Equal(CommandResult.Accepted, await Failures.AcceptAsync(failure.Id, ErasureHost.Decision("looked through it by hand"), default));
        await Host.RunForAsync(TimeSpan.FromHours(2));

        Assert.Equal(DomainState.NothingFound, (await LakeAsync(id)).State);
        ObjectFailure kept = Assert.Single(await Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal((2, "looked through it by hand"), (kept.Attempts, kept.Accepted?.Note));
        Assert.Equal("{\"by\":\n", await File.ReadAllTextAsync(folder["clicks/bad.jsonl"]));

        string later = await RunAsync("user-somebody-else-3");
        Assert.Equal((DomainState.Failed, new Outcome.Failed("objects-failed", false)), await LakeAsync(later));
    }

    [Fact]
    public void Every_code_is_documented_with_what_it_means_and_what_to_do()
    {
        string document = File.ReadAllText(Repository.PathOf("docs", "failures.md"));
        string[] documented = [.. Regex.Matches(document, @"^\| `(?<code>[a-z-]+)` \| (?<meaning>.+?) \| (?<remedy>.+?) \|$", RegexOptions.Multiline).Select(row => $"{row.Groups["code"]}: {row.Groups["meaning"]} {row.Groups["remedy"]}".Replace("`", "", StringComparison.Ordinal))];

        Assert.Equal(FailureAdvice.All.Select(advice => $"{advice.Code}: {advice.Meaning} {advice.Remedy}"), documented);
        Assert.Subset(FailureAdvice.All.Select(advice => advice.Code).ToHashSet(), Enum.GetValues<RefusalCode>().Select(Codes.Of).ToHashSet());
    }

    private async Task<string> RunAsync(string person)
    {
        string id = (await Host.ReceiveAsync(ErasureHost.Request(person))).Id;
        await Host.RunForAsync(TimeSpan.FromHours(2));
        return id;
    }

    private async Task<(DomainState State, Outcome? Outcome)> LakeAsync(string id)
    {
        DomainProgress lake = await Host.DomainAsync(id, "lake");
        return (lake.State, lake.Outcome);
    }
}
