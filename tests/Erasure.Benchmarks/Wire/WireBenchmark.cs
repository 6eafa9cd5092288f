using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Transfer;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Benchmarks.Parquet;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Benchmarks.Wire;

/// <summary>Erases from a Parquet object on Ceph's S3 gateway and counts the bytes of objects on the wire; then times a whole job over many small objects.</summary>
internal static class WireBenchmark
{
    private const string Bucket = "benchmark";
    private const string Key = "events.parquet";

    public static async Task<int> RunAsync(string[] args)
    {
        WireArguments arguments = WireArguments.Parse(args);
        string file = Path.Combine(arguments.Folder, $"events-{arguments.Rows}-snappy.parquet");
        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"making {file}");
            await ParquetBenchmark.NodeAsync("make", file, "snappy", $"{arguments.Rows}");
        }

        string row = Path.Combine(arguments.Folder, "row.txt");
        await ParquetBenchmark.NodeAsync("row", file, row);
        string[] values = await File.ReadAllLinesAsync(row);
        Console.Error.WriteLine("starting Ceph");
        using ForeignServer ceph = await ForeignServer.StartAsync("bash", [Repository.PathOf("tests", "Erasure.Aws.Tests", "Servers", "ceph.sh")], TimeSpan.FromMinutes(10));
        S3StoreOptions options = new() { Bucket = Bucket, Endpoint = ceph.Url };
        using AmazonS3Client client = S3Clients.Create(options, new BasicAWSCredentials("test", "testsecret"));
        await client.PutBucketAsync(Bucket);
        await client.PutBucketVersioningAsync(new() { BucketName = Bucket, VersioningConfig = new() { Status = VersionStatus.Enabled } });
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, CancellationToken.None);
        Console.Error.WriteLine("uploading");
        using (TransferUtility transfer = new(client))
        {
            await transfer.UploadAsync(file, Bucket, Key);
        }

        List<WireCase> cases =
        [
            await EraseAsync(store, "1 row by its time, after which the file is sorted", "event_time", values[1]),
            await EraseAsync(store, "the rows of 1 user, scattered, by a random id", "user_id", values[0]),
        ];
        (int groups, double seconds) = (await GroupsAsync(store), await RunJobAsync(client, store, arguments));
        string report = WireReport.Write(arguments, cases, groups, seconds);
        Console.WriteLine(report);
        if (arguments.Output is { } path)
        {
            await File.WriteAllTextAsync(path, report);
        }

        return 0;
    }

    private static async Task<WireCase> EraseAsync(S3ObjectStore store, string name, string column, string value)
    {
        Console.Error.WriteLine(name);
        var predicate = new RowPredicate([new SimpleMatch([column], [new SecretText(value)])], []);
        var eraser = new ParquetRowEraser(new ParquetEraserOptions());
        await using IOpenObject open = (await store.OpenAsync(Key, CancellationToken.None))!;
        ParquetFileInfo file = await ParquetInspector.InspectAsync(open, new ParquetEraserOptions(), CancellationToken.None);
        int ordinal = file.Columns.Select((info, i) => (info.Path, i)).Single(known => known.Path == column).i;
        long rows = 0;
        WireStep find = await MeasureAsync(store, async () => rows = (await eraser.FindAsync(open, predicate, CancellationToken.None)).RowsMatched);
        WireStep rewrite = await MeasureAsync(store, async () =>
        {
            RewritePlan plan = await eraser.PlanAsync(open, predicate, CancellationToken.None);
            ObjectInfo? successor = await store.TryReplaceAsync(open, plan, CancellationToken.None);
            await store.RemoveOlderVersionsAsync(Key, successor!.VersionId, CancellationToken.None);
        });
        WireStep verify = await MeasureAsync(store, async () =>
        {
            await using IOpenObject successor = (await store.OpenAsync(Key, CancellationToken.None))!;
            Findings left = await new ParquetRowEraser(new ParquetEraserOptions { UseIndexes = false }).FindAsync(successor, predicate, CancellationToken.None);
            if (left.RowsMatched > 0)
            {
                throw new InvalidOperationException("Rows are left.");
            }
        });
        return new WireCase(name, rows, open.Length, file.RowGroups.Sum(group => group.Chunks[ordinal].CompressedBytes), find, rewrite, verify);
    }

    private static async Task<WireStep> MeasureAsync(S3ObjectStore store, Func<Task> step)
    {
        S3Traffic traffic = store.Traffic;
        (long down, long up, long copied, long read, long reads) = (traffic.BytesDownloaded, traffic.BytesUploaded, traffic.BytesCopied, traffic.BytesChecked, traffic.CheckReads);
        long start = Stopwatch.GetTimestamp();
        await step();
        return new WireStep(
            traffic.BytesDownloaded - down, traffic.BytesUploaded - up, traffic.BytesCopied - copied, traffic.BytesChecked - read, traffic.CheckReads - reads,
            Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task<int> GroupsAsync(S3ObjectStore store)
    {
        await using IOpenObject open = (await store.OpenAsync(Key, CancellationToken.None))!;
        return (await ParquetInspector.InspectAsync(open, new ParquetEraserOptions(), CancellationToken.None)).RowGroups.Count;
    }

    /// <returns>Seconds of a job that erases from every second one of many small objects.</returns>
    private static async Task<double> RunJobAsync(AmazonS3Client client, S3ObjectStore store, WireArguments arguments)
    {
        Console.Error.WriteLine($"a job over {arguments.Objects} objects");
        string filler = string.Concat(Enumerable.Range(0, 400).Select(i => $"{{\"by\":\"u-{i}\",\"page\":\"/items/{i}\"}}\n"));
        await Parallel.ForAsync(0, arguments.Objects, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, stop) =>
        {
            string text = i % 2 == 0 ? filler + $"{{\"by\":\"{JobWorld.UserId}\"}}\n" : filler;
            await client.PutObjectAsync(new() { BucketName = Bucket, Key = $"clicks/day={i % 20}/{i}.jsonl", ContentBody = text, UseChunkEncoding = false }, stop);
        });
        using TempFolder folder = new();
        ErasureConfiguration configuration = JobWorld.Configuration(folder.Path, null, JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]));
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, configuration, lake: services => services.AddSingleton<IObjectStore>(store));
        long start = Stopwatch.GetTimestamp();
        Outcome outcome = await world.RunAsync();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return outcome is Outcome.Erased { Count: var rows } && rows == (arguments.Objects + 1) / 2 ? seconds : throw new InvalidOperationException($"The job came to {outcome}.");
    }
}
