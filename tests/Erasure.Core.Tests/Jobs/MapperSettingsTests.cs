using System.Text;
using Erasure.Core.Configuration;
using Erasure.Core.Jobs;
using Erasure.Core.Tests.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Jobs;

/// <summary>What a mapper says of its objects, in whole jobs.</summary>
public sealed class MapperSettingsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_semicolon_file_in_latin_1_is_erased_as_its_mapper_says()
    {
        const string Before = "exported 2026;;\r\nkäufer;Müller-7;\"a;b\"\r\nanderer;x;y\r\n";
        string path = folder["lake/people/a.csv"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, Before, Encoding.Latin1);
        await using JobWorld world = await StartAsync(JobWorld.Mapper("people", DataFormat.Csv, columns: ["Kunde"]) with
        {
            Text = new TextSettings { Charset = "iso-8859-1", Delimiter = ";", Header = false, Columns = ["Kunde", "Name", "Text"], SkipLines = 1 },
        });
        await world.AddAsync(QueueWorld.Simple("käufer"));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal((DeletionJobState.Completed, 1), (job.State, job.Totals!.RowsErased));
        Assert.Equal("exported 2026;;\r\nanderer;x;y\r\n", await File.ReadAllTextAsync(path, Encoding.Latin1));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_composite_holds_within_one_element_unless_the_match_says_otherwise(bool acrossElements, int erased)
    {
        JobWorld.Write(folder.Path, "orders/a.jsonl", """{"items":[{"owner":"me","sku":"1"},{"owner":"you","sku":"2"}]}""" + "\n");
        await using JobWorld world = await StartAsync(JobWorld.Mapper("orders", DataFormat.Json, columns: ["items.owner", "items.sku"]));
        await world.AddAsync(QueueWorld.Composite("orders", ("items.owner", "me"), ("items.sku", "2")) with { AcrossElements = acrossElements });

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal(erased, job.Totals!.RowsErased);
    }

    private Task<JobWorld> StartAsync(params DataMapper[] mappers) => JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: mappers));
}
