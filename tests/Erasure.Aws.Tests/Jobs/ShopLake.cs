using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Erasure.Aws.Tests.Athena;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>
/// A lake of 72 objects, or 300 where the long tests are asked for, in 24 partitions and three formats, half of them with an older version, made by DuckDB; as a folder of files, and in buckets of
/// Ceph with tables of the local Glue.
/// </summary>
internal sealed class ShopLake : IDisposable
{
    public const int RowsPerObject = 40;
    public const int Users = 2000;
    private const int PartitionsPerTable = 8;

    private static readonly int Objects = LongTests.Asked ? 300 : 72;

    private static readonly (string Name, DataFormat Format, string Column)[] Tables = [("events", DataFormat.Parquet, "ctx.user.id"), ("clicks", DataFormat.Json, "clicker"), ("people", DataFormat.Csv, "id")];

    private readonly TempFolder folder = new();
    private readonly List<(string Key, string Current, string? Older)> objects = [];

    public ShopLake()
    {
        List<string> statements = [];
        for (int i = 0; i < Objects; i++)
        {
            (string name, DataFormat format, _) = Tables[i % Tables.Length];
            string key = string.Create(CultureInfo.InvariantCulture, $"shop/{name}/day={DayOf(i)}/part-{i:d4}.{Extension(format)}");
            string? older = i % 2 == 0 ? $"older-{i}" : null;
            objects.Add((key, $"current-{i}", older));
            statements.Add(Write(format, i * RowsPerObject, folder[$"current-{i}"]));
            if (older is not null)
            {
                statements.Add(Write(format, (Objects + i) * RowsPerObject, folder[older]));
            }
        }

        Foreign.Sql([.. statements, "SELECT 1"]);
    }

    /// <summary>The user of a row: each has a few rows, here and there.</summary>
    public static string UserOf(int row) => string.Create(CultureInfo.InvariantCulture, $"u-{(uint)row * 2654435761u % Users:d4}");

    /// <summary>Rows of all objects, as readers see them, that aren't of one of the users.</summary>
    public static int RowsWithout(IReadOnlySet<string> users) => Enumerable.Range(0, Objects * RowsPerObject).Count(row => !users.Contains(UserOf(row)));

    /// <summary>By key, how many versions an object has once the users are erased: one if any version of it had a row of theirs.</summary>
    public Dictionary<string, int> VersionsWithout(IReadOnlySet<string> users) => objects.Select((item, i) => (item, i)).ToDictionary(
        each => each.item.Key,
        each => each.item.Older is null || RowsOf(each.i).Concat(RowsOf(Objects + each.i)).Any(row => users.Contains(UserOf(row))) ? 1 : 2);

    /// <summary>A mapper for each table.</summary>
    public static DataMapper[] Mappers(Finder finder) =>
    [
        .. Tables.Select(table => new DataMapper
        {
            Id = table.Name,
            Prefix = finder == Finder.Scan ? $"shop/{table.Name}" : null,
            Table = finder == Finder.Athena ? new CatalogTable { Database = "shop", Name = table.Name } : null,
            Finder = finder,
            Format = table.Format,
            Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = [table.Column] },
        }),
    ];

    /// <summary>Puts the objects into a new bucket, older versions first.</summary>
    public async Task<string> PutAsync(CephFixture ceph)
    {
        string bucket = await ceph.NewBucketAsync(versioned: true);
        await Parallel.ForEachAsync(objects, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (item, token) =>
        {
            foreach (string file in new[] { item.Older, item.Current }.OfType<string>())
            {
                await ceph.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = item.Key, FilePath = folder[file] }, token);
            }
        });
        return bucket;
    }

    /// <summary>Tells the local Glue of the tables, and Athena where the objects are.</summary>
    public static void Register(LocalAws aws, string bucket)
    {
        aws.Tables["events"] = Table(bucket, "events", "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe", ("ctx", "struct<user:struct<id:string>>"), ("n", "bigint"));
        aws.Tables["clicks"] = Table(bucket, "clicks", "org.openx.data.jsonserde.JsonSerDe", ("clicker", "string"), ("n", "bigint"));
        aws.Tables["people"] = Table(bucket, "people", "org.apache.hadoop.hive.serde2.OpenCSVSerde", ("id", "string"), ("n", "string"));
        aws.Tables["people"]["Parameters"]!["skip.header.line.count"] = "1";
        foreach ((string name, _, _) in Tables)
        {
            foreach (string day in Enumerable.Range(0, Tables.Length * PartitionsPerTable).Select(DayOf).Distinct())
            {
                aws.Partitions.Add(new JsonObject
                {
                    ["TableName"] = name,
                    ["Values"] = new JsonArray(day),
                    ["StorageDescriptor"] = new JsonObject { ["Location"] = $"s3://{bucket}/shop/{name}/day={day}/" },
                });
            }
        }
    }

    /// <summary>What the bucket holds: each key, how many versions it has, and a hash of its bytes.</summary>
    public static async Task<Dictionary<string, (int Versions, string Hash)>> ReadAsync(CephFixture ceph, string bucket, string prefix = "shop/")
    {
        Dictionary<string, (int Versions, string Hash)> held = [];
        ListVersionsRequest request = new() { BucketName = bucket, Prefix = prefix };
        ListVersionsResponse page;
        do
        {
            page = await ceph.Client.ListVersionsAsync(request);
            foreach (S3ObjectVersion version in page.Versions ?? [])
            {
                (int versions, string hash) = held.GetValueOrDefault(version.Key, (0, ""));
                if (version.IsLatest == true && version.IsDeleteMarker != true)
                {
                    using GetObjectResponse answer = await ceph.Client.GetObjectAsync(bucket, version.Key);
                    hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(answer.ResponseStream));
                }

                held[version.Key] = (versions + 1, hash);
            }

            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (page.IsTruncated == true);
        return held;
    }

    /// <summary>The users whom DuckDB sees in the bucket's current objects, row by row.</summary>
    public static async Task<List<string>> UsersAsync(CephFixture ceph, string bucket)
    {
        using TempFolder copy = new();
        List<string> users = [];
        foreach ((string name, DataFormat format, string column) in Tables)
        {
            ListObjectsV2Response page = await ceph.Client.ListObjectsV2Async(new() { BucketName = bucket, Prefix = $"shop/{name}/" });
            await Parallel.ForEachAsync(page.S3Objects, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (item, token) =>
            {
                using GetObjectResponse answer = await ceph.Client.GetObjectAsync(bucket, item.Key, token);
                await answer.WriteResponseStreamToFileAsync(copy[$"{name}/{item.Key.Split('/')[^1]}"], append: false, token);
            });
            string read = format switch
            {
                DataFormat.Parquet => $"read_parquet('{copy[name]}/*')",
                DataFormat.Json => $"read_json('{copy[name]}/*', format = 'newline_delimited', columns = {{clicker: 'VARCHAR'}})",
                _ => $"read_csv('{copy[name]}/*', header = true, all_varchar = true)",
            };
            users.AddRange(Foreign.Sql($"SELECT {column} FROM {read}").Select(row => row[0]!));
        }

        return users;
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<int> RowsOf(int file) => Enumerable.Range(file * RowsPerObject, RowsPerObject);

    private static string DayOf(int i) => string.Create(CultureInfo.InvariantCulture, $"2026-10-{(i / Tables.Length % PartitionsPerTable) + 1:d2}");

    private static string Extension(DataFormat format) => format switch
    {
        DataFormat.Parquet => "parquet",
        DataFormat.Json => "jsonl",
        _ => "csv",
    };

    private static string Write(DataFormat format, int firstRow, string path)
    {
        string rows = string.Join(", ", Enumerable.Range(firstRow, RowsPerObject).Select(row => string.Create(CultureInfo.InvariantCulture, $"('{UserOf(row)}', {row})")));
        string from = $"FROM (VALUES {rows}) AS t(u, n)";
        return format switch
        {
            DataFormat.Parquet => $"COPY (SELECT {{'user': {{'id': u}}}} AS ctx, n::BIGINT AS n {from}) TO '{path}' (FORMAT parquet)",
            DataFormat.Json => $"COPY (SELECT u AS clicker, n {from}) TO '{path}' (FORMAT json)",
            _ => $"COPY (SELECT u AS id, n {from}) TO '{path}' (FORMAT csv, HEADER)",
        };
    }

    private static JsonObject Table(string bucket, string name, string serde, params (string Name, string Type)[] columns) => new()
    {
        ["Name"] = name,
        ["PartitionKeys"] = new JsonArray(new JsonObject { ["Name"] = "day", ["Type"] = "date" }),
        ["Parameters"] = new JsonObject(),
        ["StorageDescriptor"] = new JsonObject
        {
            ["Location"] = $"s3://{bucket}/shop/{name}",
            ["Columns"] = new JsonArray([.. columns.Select(column => new JsonObject { ["Name"] = column.Name, ["Type"] = column.Type })]),
            ["SerdeInfo"] = new JsonObject { ["SerializationLibrary"] = serde },
        },
    };
}
