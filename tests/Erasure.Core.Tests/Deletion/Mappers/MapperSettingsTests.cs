using System.Text;
using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Mappers;

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

    [Fact]
    public async Task A_match_is_found_by_its_columns_rules_and_the_report_says_which()
    {
        JobWorld.Write(folder.Path, "people/a.csv", "id,mail,name\nU-2042,x,kept: no rule\nz, Mira.Lindqvist@Example.ORG ,gone\n");
        DataMapper mapper = JobWorld.Mapper("people", DataFormat.Csv) with
        {
            Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>>
            {
                ["user_id"] = ["id"],
                ["email"] = [new IdentifierColumn { Column = "mail", Rules = ["ignore-case", "trim"] }],
            },
        };
        await using JobWorld world = await StartAsync(mapper);

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());

        Assert.Equal("id,mail,name\nU-2042,x,kept: no rule\n", JobWorld.Read(folder.Path, "people/a.csv"));
        JsonObject report = await world.DescribeAsync();
        Assert.Equal("""{"people":{"mail":["ignore-case","trim"]}}""", report["rules"]!.ToJsonString());
        JobReport told = (await world.Jobs.GetReportAsync(await world.JobIdAsync(), CancellationToken.None))!;
        Assert.Equal(["ignore-case", "trim"], Assert.Single(told.Mappers).Rules!["mail"]);
    }

    [Fact]
    public async Task A_dry_run_counts_what_exact_comparison_would_leave()
    {
        JobWorld.Write(folder.Path, "people/a.csv", "id\nu-2042\nU-2042\n u-2042\nv\n");
        await using JobWorld world = await StartAsync(JobWorld.Mapper("people", DataFormat.Csv, columns: ["id"]));
        await world.AddAsync(QueueWorld.Simple(JobWorld.UserId));

        DeletionJob job = await world.RunJobAsync(isDryRun: true);

        Assert.Equal((1, 2), (job.Totals!.RowsErased, job.Totals.Notices!["near-misses"]));
    }

    [Fact]
    public async Task A_partitions_value_is_compared_by_its_columns_rules()
    {
        JobWorld.Write(folder.Path, "people/mail=MIRA.Lindqvist@example.org/a.csv", "id\n1\n");
        JobWorld.Write(folder.Path, "people/mail=other/a.csv", "id\n1\n");
        DataMapper mapper = JobWorld.Mapper("people", DataFormat.Csv) with
        {
            Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["email"] = [new IdentifierColumn { Column = "mail", Rules = ["ignore-case"] }] },
        };
        await using JobWorld world = await StartAsync(mapper);

        await world.RunAsync();

        Assert.False(File.Exists(folder["lake/people/mail=MIRA.Lindqvist@example.org/a.csv"]));
        Assert.True(File.Exists(folder["lake/people/mail=other/a.csv"]));
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
