using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.SecondOpinion;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>The committed sample files, erased by a job and read by DuckDB.</summary>
public sealed class SampleLakeTests : IDisposable
{
    private static readonly (DataMapper Mapper, string Glob, string Reader, string Person)[] Samples =
    [
        (Mapper("events", "web/events", DataFormat.Parquet, "user_id", "user_id", "ctx.user.id"), "web/events/*/*.parquet", "read_parquet", "user_id = 'u-2042' OR ctx.user.id = 'u-2042'"),
        (Mapper("sessions", "app/sessions", DataFormat.Parquet, "user_id", "user.id"), "app/sessions/*.parquet", "read_parquet", "\"user\".id = 'u-2042'"),
        (Mapper("orders", "shop/orders", DataFormat.Parquet, "customer_id", "customer_id"), "shop/orders/*.parquet", "read_parquet", "customer_id = 302042"),
        (Mapper("clicks", "web/clicks", DataFormat.Json, "user_id", "user.id"), "web/clicks/*", "read_json", "\"user\".id = 'u-2042'"),
        (Mapper("contacts", "crm/contacts", DataFormat.Csv, "customer_id", "customer_id"), "crm/contacts/*", "read_csv", "customer_id = 302042"),
        (Mapper("newsletter", "crm/newsletter", DataFormat.Csv, "email", "email"), "crm/newsletter/*", "read_csv", "email = 'mira.lindqvist@example.org'"),
    ];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task DuckDB_finds_the_original_minus_the_erased_rows()
    {
        OpinionSpy opinions = new(new ForeignOpinion());
        string samples = Repository.PathOf("src", "Erasure.Host", "Demo", "samples");
        string lake = folder["lake"];
        foreach (string file in Directory.GetFiles(samples, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(lake, Path.GetRelativePath(samples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        await using JobWorld world = await JobWorld.StartAsync(
            folder.Path,
            JobWorld.Configuration(folder.Path, new JobConfiguration { SecondOpinionEvery = 1 }, [.. Samples.Select(sample => sample.Mapper)]),
            opinion: opinions);
        Outcome.Erased erased = Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.Empty(opinions.Given.SelectMany(opinion => opinion.NotRead).Except(["started_at"]));
        Assert.True(opinions.Given.Count > 5);

        long expected = 0;
        foreach ((_, string glob, string reader, string person) in Samples)
        {
            string before = $"{reader}('{samples}/{glob}')";
            string after = $"{reader}('{lake}/{glob}')";
            string survivors = $"SELECT * FROM {before} WHERE NOT coalesce({person}, false)";
            expected += Count($"SELECT * FROM {before} WHERE {person}");
            Assert.Equal(0, Count($"{survivors} EXCEPT ALL SELECT * FROM {after}"));
            Assert.Equal(0, Count($"SELECT * FROM {after} EXCEPT ALL {survivors}"));
        }

        Assert.Equal(expected, erased.Count);
        Assert.True(expected > 10);
    }

    private static long Count(string query) => long.Parse(Foreign.Sql($"SELECT count(*) FROM ({query})")[0][0]!);

    private static DataMapper Mapper(string id, string prefix, DataFormat format, string identifier, params string[] columns) =>
        JobWorld.Mapper(id, format, identifier, columns) with { Prefix = prefix };
}
