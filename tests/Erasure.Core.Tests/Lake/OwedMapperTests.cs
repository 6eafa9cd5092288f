using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static Erasure.Core.Tests.Lake.ClicksAndCrm;

namespace Erasure.Core.Tests.Lake;

/// <summary>Who waits since a job failed in a mapper is searched for there before he is called erased, whatever becomes of the mapper.</summary>
public sealed class OwedMapperTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_stored_mapper_neither_goes_nor_searches_elsewhere_or_less_while_somebody_waits_because_of_it()
    {
        await using JobWorld world = await FailAsync();
        DataMapper twoColumns = Crm with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["id", "by"] } };

        Assert.Equal(new MapperRemoval.Wanted(1), await RemoveAsync(world));
        foreach (DataMapper other in new[]
        {
            Crm with { Prefix = "elsewhere" },
            Crm with { Prefix = "crm/deep" },
            Crm with { Exclude = ["b.jsonl"] },
            Crm with { Include = ["*.json"] },
            Crm with { DeleteOldVersions = false },
            Crm with { Format = DataFormat.Csv },
            Crm with { Text = new TextSettings { Charset = "iso-8859-1" } },
            Crm with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = [new IdentifierColumn { Column = "by", Optional = true }] } },
            Crm with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["email"] = ["by"] } },
            Crm with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["id"] } },
        })
        {
            Assert.Equal(new MapperReplacement.Wanted(1), await PutAsync(world, other));
        }

        // What searches as much or more doesn't hinder.
        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, Crm with { MayBeEmpty = true }));
        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, twoColumns));
        Assert.Equal(new MapperReplacement.Wanted(1), await PutAsync(world, Crm));
        Assert.Equal(
            new MapperReplacement.Replaced(),
            await PutAsync(
                world,
                twoColumns with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["by", "id", new IdentifierColumn { Column = "x", Optional = true }] } }));
    }

    [Theory]
    [InlineData("mayBeEmpty")]
    [InlineData("mayGo")]
    public async Task What_a_mapper_lets_go_takes_nobody_off_the_queue_whom_an_object_keeps_there(string setting)
    {
        await using JobWorld world = await FailAsync();
        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, setting == "mayGo" ? Crm with { MayGo = ["**"] } : Crm with { MayBeEmpty = true }));

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Code);

        Assert.Equal(new MapperRemoval.Wanted(1), await RemoveAsync(world));
    }

    [Fact]
    public async Task A_stored_mapper_may_go_once_nobody_waits()
    {
        await using JobWorld world = await FailAsync();
        JobWorld.Write(folder.Path, "crm/b.jsonl", Mine);

        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.RunAsync(attempt: 2));

        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, Crm with { Prefix = "elsewhere" }));
        Assert.Equal(new MapperRemoval.Removed(), await RemoveAsync(world));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("elsewhere")]
    public async Task A_mapper_that_the_file_takes_away_or_moves_is_owed_until_it_is_back(string? moved)
    {
        JobWorld.Write(folder.Path, "elsewhere/a.jsonl", "{}\n");
        await using JobWorld world = await FailAsync();

        // As the file does, which asks nobody.
        await MappersOf(world).DeleteAsync("crm", default);
        if (moved is not null)
        {
            await MappersOf(world).PutAsync(Crm with { Prefix = moved }, default);
        }

        await IsOwedInCrmAsync(world, 2, 3);

        JobWorld.Write(folder.Path, "crm/b.jsonl", Mine);
        await MappersOf(world).PutAsync(Crm, default);
        await IsErasedFromCrmAsync(world, folder, attempt: 4);
    }

    [Theory]
    [InlineData("exclude")]
    [InlineData("columns")]
    [InlineData("versions")]
    [InlineData("rules")]
    public async Task A_mapper_that_the_file_lets_search_less_is_owed_until_it_is_as_it_was(string less)
    {
        DataMapper crm = less == "rules" ? Crm with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = [new IdentifierColumn { Column = "by", Rules = ["ignore-case"] }] } } : Crm;
        JobWorld.Write(folder.Path, "crm/ok.jsonl", "{\"by\":1}\n");
        await using JobWorld world = await FailAsync(crm);
        JobWorld.Write(folder.Path, "crm/b.jsonl", less == "rules" ? Mine.Replace("u-", "U-", StringComparison.Ordinal) : Mine);

        // As the file does, which asks nobody.
        await MappersOf(world).PutAsync(
            less switch
            {
                "exclude" => Crm with { Exclude = ["b.jsonl"] },
                "columns" => Crm with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["email"] = ["by"] } },
                "rules" => Crm,
                _ => Crm with { DeleteOldVersions = false },
            },
            default);
        await IsOwedInCrmAsync(world, 2, 3);

        await MappersOf(world).PutAsync(crm, default);
        await IsErasedFromCrmAsync(world, folder, attempt: 4);
    }

    [Fact]
    public async Task A_mapper_that_is_stored_anew_with_less_while_a_job_carries_the_match_is_owed_as_it_was()
    {
        JobWorld.Write(folder.Path, "crm/ok.jsonl", "{}\n");
        JobWorld.Write(folder.Path, "crm/b.jsonl", Malformed);
        JobWorld? world = null;
        bool isDone = false;
        await using JobWorld started = await StartAsync(Crm, store => new ObjectStoreSpy(store)
        {
            BeforeOpen = async key =>
            {
                if (key == "crm/b.jsonl" && !isDone)
                {
                    isDone = true;
                    Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world!, Crm with { Exclude = ["b.jsonl"] }));
                }
            },
        });
        world = started;

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        Assert.Equal("unknown-mapper", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Code);

        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, Crm));
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 3)).Code);
    }

    [Fact]
    public async Task A_domain_that_names_those_that_are_left_is_not_owed_in_the_one_that_is_gone()
    {
        await using JobWorld world = await FailAsync();
        await MappersOf(world).DeleteAsync("crm", default);
        Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2));

        Assert.Equal(new Outcome.Pending(), await world.Connector("clicks").SubmitAsync(JobWorld.Erasure with { Attempt = 3 }, JobWorld.Person, default));
        await world.Host.RunForAsync(TimeSpan.FromHours(1));

        Assert.IsType<Outcome.Erased>(await world.CheckAsync(attempt: 3));
        Assert.Empty(await world.QueuedAsync());
    }

    [Fact]
    public async Task A_place_that_was_never_there_may_be_corrected()
    {
        JobWorld.Write(folder.Path, "crm/b.jsonl", Mine);
        await using JobWorld world = await StartAsync(Crm with { Prefix = "cmr", Text = new TextSettings { Charset = "utf-16" } });
        Assert.Equal("find-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        Assert.Equal(new MapperRemoval.Wanted(1), await RemoveAsync(world));
        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, Crm));

        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.RunAsync(attempt: 2));
    }

    [Fact]
    public async Task A_place_whose_objects_are_gone_is_owed_where_it_was()
    {
        JobWorld.Write(folder.Path, "crm/b.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Crm);
        await world.RunAsync();
        Directory.Move(folder["lake/crm"], folder["lake/away"]);
        Assert.Equal("find-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Code);

        Assert.Equal(new MapperReplacement.Wanted(1), await PutAsync(world, Crm with { Prefix = "clicks/deep" }));
        Assert.Equal(new MapperRemoval.Wanted(1), await RemoveAsync(world));
    }

    [Fact]
    public async Task Who_waits_since_an_earlier_version_is_owed_wherever_the_list_of_failures_says()
    {
        await using JobWorld world = await FailAsync();
        QueueStore queue = world.Host.Services.GetRequiredService<QueueStore>();
        await queue.ChangeAsync(Assert.Single(await world.QueuedAsync()).Id, before => before with { Owed = null }, default);

        Assert.Equal(new MapperRemoval.Wanted(1), await RemoveAsync(world));
        Assert.Equal(new MapperReplacement.Wanted(1), await PutAsync(world, Crm with { Prefix = "elsewhere" }));
        await MappersOf(world).DeleteAsync("crm", default);
        Assert.Equal("unknown-mapper", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Code);
    }

    [Fact]
    public async Task Who_was_carried_by_a_job_that_died_is_owed_in_all_of_its_mappers()
    {
        JobWorld.Write(folder.Path, "crm/b.jsonl", Mine);
        await using JobWorld world = await StartAsync(Crm);
        await DieAsync(world, await world.AddAsync(QueueWorld.Simple("u-2042")), Crm);

        Assert.Equal(new MapperRemoval.Wanted(1), await RemoveAsync(world));
        await MappersOf(world).DeleteAsync("crm", default);
        await world.RunJobAsync();

        Assert.Equal("unknown-mapper", Assert.Single(await world.QueuedAsync()).Code);
        await MappersOf(world).PutAsync(Crm, default);
        await world.RunJobAsync();
        Assert.Empty(await world.QueuedAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "crm/b.jsonl"));
    }

    [Fact]
    public async Task Who_was_carried_by_a_job_that_died_is_owed_in_no_mapper_that_asks_nothing_of_him()
    {
        JobWorld.Write(folder.Path, "crm/b.jsonl", Mine);
        JobWorld.Write(folder.Path, "mail/a.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Crm);
        DataMapper mail = JobWorld.Mapper("mail", DataFormat.Json, "email", "by");
        await MappersOf(world).PutAsync(mail, default);
        string match = await world.AddAsync(new MatchRequest { Kind = MatchKind.Identifiers, Values = QueueWorld.Values(("user_id", "u-2042")) });
        await DieAsync(world, match, Crm, mail);

        await world.RunJobAsync();

        Assert.Empty(await world.QueuedAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "crm/b.jsonl"));
    }

    private static Task<MapperRemoval> RemoveAsync(JobWorld world) => world.Host.Services.GetRequiredService<IMapperRemover>().RemoveAsync("crm", default);

    private static Task<MapperReplacement> PutAsync(JobWorld world, DataMapper mapper) => world.Host.Services.GetRequiredService<IMapperReplacer>().PutAsync(mapper, default);

    /// <summary>A job that carries the match is over, and nobody has settled what it carried.</summary>
    private static async Task DieAsync(JobWorld world, string match, params DataMapper[] mappers)
    {
        JobStore jobs = world.Host.Services.GetRequiredService<JobStore>();
        MapperPlaces places = world.Host.Services.GetRequiredService<MapperPlaces>();
        string died = new('1', 32);
        foreach (DataMapper mapper in mappers)
        {
            await jobs.TryAddMapperAsync(died, new JobMapper { Mapper = mapper, Place = places.PlaceOf(mapper) }, default);
        }

        await jobs.TryAddAsync(new DeletionJob { Id = died, Mappers = [.. mappers.Select(mapper => mapper.Id)], CreatedAt = DateTimeOffset.UnixEpoch, State = DeletionJobState.Failed }, default);
        await world.Host.Services.GetRequiredService<QueueStore>().ChangeAsync(match, before => before with { JobId = died }, default);
    }

    private async Task<JobWorld> FailAsync(DataMapper? crm = null)
    {
        JobWorld.Write(folder.Path, "crm/b.jsonl", Malformed);
        JobWorld world = await StartAsync(crm ?? Crm);
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        return world;
    }

    private async Task<JobWorld> StartAsync(DataMapper stored, Func<IObjectStore, IObjectStore>? objects = null)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine);
        JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: Clicks), objects);
        await MappersOf(world).PutAsync(stored, default);
        return world;
    }
}
