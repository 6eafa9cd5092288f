using System.Text;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Lake;

/// <summary>A text setting that made objects fail may be corrected while somebody waits because of it, and nobody is lost by a correction that is wrong in another way.</summary>
public sealed class MendedTextTests : IDisposable
{
    private const string Mine = "by,name\nu-2042,x\nu-7,y\n";
    private const string Others = "by,name\nu-7,y\n";

    private static readonly DataMapper Crm = JobWorld.Mapper("crm", DataFormat.Csv, columns: ["by"]);
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null, "utf-16")]
    [InlineData("utf-16", "utf-8")]
    [InlineData("utf-16", "iso-8859-1")]
    public async Task A_character_set_that_was_wrong_is_corrected(string? wrong, string right)
    {
        const string Left = "{\"name\":\"Müller\"}\n";
        DataMapper json = Crm with { Format = DataFormat.Json };
        Encoding encoding = right == "utf-16" ? new UnicodeEncoding(bigEndian: false, byteOrderMark: false) : right == "utf-8" ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Encoding.Latin1;
        Directory.CreateDirectory(folder["lake/crm"]);
        await File.WriteAllTextAsync(folder["lake/crm/a"], "{\"by\":\"u-2042\"}\n" + Left, encoding);
        await using JobWorld world = await FailAsync(json with { Text = new TextSettings { Charset = wrong } });

        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, json with { Text = new TextSettings { Charset = right } }));

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync(attempt: 2));
        Assert.Equal(Left, await File.ReadAllTextAsync(folder["lake/crm/a"], encoding));
        Assert.Empty(await world.QueuedAsync());
        Assert.Empty(await world.Failures.ListAsync(null, default).ToListAsync());
    }

    [Fact]
    public async Task A_format_that_was_wrong_is_corrected()
    {
        JobWorld.Write(folder.Path, "crm/a.csv", Mine);
        await using JobWorld world = await FailAsync(Crm with { Format = DataFormat.Json });

        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, Crm));

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync(attempt: 2));
        Assert.Equal(Others, JobWorld.Read(folder.Path, "crm/a.csv"));
    }

    [Fact]
    public async Task The_file_may_correct_it_too()
    {
        JobWorld.Write(folder.Path, "crm/a.csv", "by,name\nu-2042,x,z\nu-7,y\n");
        JobWorld.Write(folder.Path, "crm/b.csv", Mine);
        await using JobWorld world = await FailAsync(Crm);
        await Mappers(world).PutAsync(Crm with { Text = new TextSettings { Ragged = true } }, default);

        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.RunAsync(attempt: 2));
        Assert.Equal([Others, Others], new[] { "a", "b" }.Select(name => JobWorld.Read(folder.Path, $"crm/{name}.csv")));
    }

    [Fact]
    public async Task What_mends_nothing_is_refused_while_somebody_waits()
    {
        JobWorld.Write(folder.Path, "crm/bad.csv", "by,name\nu-7,y,z\n");
        await using JobWorld world = await FailAsync(Crm);

        foreach (TextSettings text in new[] { new TextSettings { Charset = "iso-8859-1" }, new TextSettings { Null = "u-2042" }, new TextSettings { Header = false, Columns = ["name", "by"] } })
        {
            Assert.Equal(new MapperReplacement.Wanted(1), await PutAsync(world, Crm with { Text = text }));
        }

        Assert.Equal(new MapperReplacement.Wanted(1), await PutAsync(world, Crm with { Text = new TextSettings { Ragged = true }, Exclude = ["x/**"] }));
        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, Crm with { Text = new TextSettings { Ragged = true } }));
    }

    [Fact]
    public async Task Whom_a_wrong_correction_does_not_find_any_more_stays_owed_until_it_is_right()
    {
        JobWorld.Write(folder.Path, "crm/bad.csv", "by,name\nu-7,y,z\n");
        await using JobWorld world = await FailAsync(Crm);
        JobWorld.Write(folder.Path, "crm/mine.csv", Mine);
        DataMapper wrong = Crm with { Text = new TextSettings { Ragged = true, Null = "u-2042" } };
        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, wrong));

        for (int attempt = 2; attempt < 4; attempt++)
        {
            Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt)).Code);
            ObjectFailure entry = Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync());
            Assert.Equal(("crm/mine.csv", "read-otherwise", true), (entry.Object, entry.Code, entry.HoldsMatches));
            Assert.Equal(Mine, JobWorld.Read(folder.Path, "crm/mine.csv"));
        }

        await Mappers(world).PutAsync(Crm with { Text = new TextSettings { Ragged = true } }, default);
        await world.RunAsync(attempt: 4);
        Assert.IsType<Outcome.Erased>(await world.CheckAsync(attempt: 4));
        Assert.Equal(Others, JobWorld.Read(folder.Path, "crm/mine.csv"));
        Assert.Empty(await world.QueuedAsync());
    }

    [Fact]
    public async Task Rows_that_only_the_setting_of_before_finds_keep_an_object_from_counting_as_erased()
    {
        JobWorld.Write(folder.Path, "crm/bad.csv", "by,name\nu-7,y,z\n");
        await using JobWorld world = await FailAsync(Crm);

        // With a quote of another kind the second row's value is another one.
        JobWorld.Write(folder.Path, "crm/two.csv", "by,name\nu-2042,x\n\"u-2042\",y\n");
        Assert.Equal(new MapperReplacement.Replaced(), await PutAsync(world, Crm with { Text = new TextSettings { Ragged = true, Quote = "'" } }));

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Code);
        Assert.Equal("read-otherwise", Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync()).Code);
        Assert.Equal("by,name\n\"u-2042\",y\n", JobWorld.Read(folder.Path, "crm/two.csv"));
    }

    private static DataMappers Mappers(JobWorld world) => world.Host.Services.GetRequiredService<DataMappers>();

    private static Task<MapperReplacement> PutAsync(JobWorld world, DataMapper mapper) => world.Host.Services.GetRequiredService<IMapperReplacer>().PutAsync(mapper, default);

    private async Task<JobWorld> FailAsync(DataMapper stored)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n{\"by\":1}\n");
        JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: Clicks));
        await Mappers(world).PutAsync(stored, default);
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        return world;
    }
}
