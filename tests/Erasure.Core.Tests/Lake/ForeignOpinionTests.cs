using System.Text.Json.Nodes;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Opinions;
using Erasure.Parquet;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;
using Erasure.SecondOpinion;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Lake;

/// <summary>What other libraries say of right and of wrong successors.</summary>
public sealed class ForeignOpinionTests : IDisposable
{
    private readonly TempFolder folder = new();

    /// <summary>Columns of the samples that Parquet.Net 6.1.0 may misread.</summary>
    private static readonly string[] Unread = ["started_at"];

    public static TheoryData<string, DataFormat, string, string> Samples => new()
    {
        { "web/events/date=2026-10-30/part-0000.parquet", DataFormat.Parquet, "ctx.user.id", "u-20" },
        { "app/sessions/2026-10.parquet", DataFormat.Parquet, "user.id", "u-20" },
        { "shop/orders/2026-10.parquet", DataFormat.Parquet, "customer_id", "3020" },
        { "web/clicks/2026-10-30.jsonl", DataFormat.Json, "user.id", "u-20" },
        { "web/clicks/2026-10-31.jsonl.gz", DataFormat.Json, "user.id", "u-20" },
        { "crm/contacts/contacts.csv", DataFormat.Csv, "customer_id", "3020" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task They_agree_with_a_right_successor_and_with_no_other(string sample, DataFormat format, string column, string prefix)
    {
        using FileByteSource source = new(Repository.PathOf("src", "Erasure.Host", "Demo", "samples", sample));
        List<string> present = [];
        for (int i = 10; i < 100 && present.Count < 3; i++)
        {
            if ((await EraserOf(format, sample).FindAsync(source, Of(column, $"{prefix}{i}"), default)).RowsMatched > 0)
            {
                present.Add($"{prefix}{i}");
            }
        }

        string one = present[0];
        string other = present[1];
        Opinion? opinion = await AskAsync(source, format, sample, Of(column, one), Of(column, one));
        Assert.Empty(opinion!.NotRead.Except(Unread));
        Assert.Empty((await AskAsync(source, format, sample, Of(column, one, other), Of(column, one, other)))!.NotRead.Except(Unread));
        Assert.Null(await AskAsync(source, format, sample, Of(column, one), Of(column, other)));
        Assert.Null(await AskAsync(source, format, sample, Of(column, one), Of(column, one, other)));
        Assert.Null(await AskAsync(source, format, sample, Of(column, one, other), Of(column, one)));
    }

    /// <summary>CsvHelper takes no token.</summary>
    [Theory]
    [InlineData(DataFormat.Csv, "id\n1\n2\n")]
    [InlineData(DataFormat.Json, "{\"id\":1}\n{\"id\":2}\n")]
    public async Task They_are_not_heard_to_the_end_by_whoever_gives_up(DataFormat format, string text)
    {
        await File.WriteAllTextAsync(folder["a"], text);
        using FileByteSource source = new(folder["a"]);
        using CancellationTokenSource givenUp = new();
        CancelingSource read = new(source, givenUp);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ForeignOpinion().AskAsync(read, Successor.Of(source), new OpinionQuestion(format, new TextEraserOptions(), Of("id", "3")), givenUp.Token).AsTask());
    }

    /// <summary>Libraries hold a long record many times.</summary>
    [Theory]
    [InlineData(DataFormat.Csv, 3, false)]
    [InlineData(DataFormat.Json, 3, false)]
    [InlineData(DataFormat.Csv, 2, true)]
    [InlineData(DataFormat.Json, 2, true)]
    public async Task They_are_not_asked_about_a_record_that_needs_more_than_all_memory_for_long_ones(DataFormat format, int length, bool isAsked)
    {
        string letters = new('x', length * RecordMemory.FreeLength);
        await File.WriteAllTextAsync(folder["a"], format == DataFormat.Csv ? $"id,p\n1,a\n2,{letters}\n" : $"{{\"id\":1}}\n{{\"id\":2,\"p\":\"{letters}\"}}\n");
        using FileByteSource source = new(folder["a"]);
        RewritePlan plan = await EraserOf(format, "a").PlanAsync(source, Of("id", "1"), default);
        TextEraserOptions options = new() { Memory = new RecordMemory(40 * RecordMemory.FreeLength) };

        Opinion? opinion = await AskAsync(source, plan, new OpinionQuestion(format, options, Of("id", "1")));

        Assert.Equal(isAsked ? "" : "object", string.Join(", ", opinion!.NotRead));
    }

    [Fact]
    public async Task What_a_library_can_not_read_is_named_and_not_failed()
    {
        await File.WriteAllTextAsync(folder["a.json"], "{\"id\":1,\"x\":NaN}\n{\"id\":2}\n");
        using FileByteSource source = new(folder["a.json"]);
        RewritePlan plan = new(source.Length, new Findings(2, 1, 0, []), new Segment[] { new Segment.Copy(0, 17) }.ToAsyncEnumerable());

        Assert.Equal(["object"], (await AskAsync(source, plan, DataFormat.Json, "a.json", Of("id", "2")))!.NotRead);
    }

    [Theory]
    [InlineData("CASE WHEN i = 7 THEN NULL ELSE 'p' || (i % 50) END AS who, 'same' AS note", "who", "p3")]
    [InlineData("CASE WHEN i % 5 = 0 THEN NULL ELSE i % 50 END AS who, CASE WHEN i % 3 = 0 THEN NULL ELSE i * 1.5 END AS price", "who", "3")]
    [InlineData("make_time(0, 0, (i % 50)::DOUBLE) AS who, i AS n", "who", "00:00:12")]
    [InlineData("'p' || (i % 50) AS who, ((hash(i) % 4294967296)::BIGINT - 2147483648)::INTEGER AS h", "who", "p3")]
    [InlineData("'p' || (i % 50) AS who, (CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END * 1100000000)::INTEGER AS h", "who", "p3")]
    public async Task A_right_successor_is_no_difference(string columns, string column, string value)
    {
        foreach (string version in (string[])["v1", "v2"])
        {
            Foreign.Sql($"COPY (SELECT {columns} FROM range(2000) numbers(i)) TO '{folder["a.parquet"]}' (FORMAT parquet, PARQUET_VERSION {version}, DICTIONARY_SIZE_LIMIT 1)");
            using FileByteSource source = new(folder["a.parquet"]);

            Assert.NotNull(await AskAsync(source, DataFormat.Parquet, "a.parquet", Of(column, value), Of(column, value)));
        }
    }

    [Fact]
    public async Task What_a_library_misreads_is_named_and_not_taken_for_a_difference()
    {
        SortedSet<string> unread = new(StringComparer.Ordinal);
        for (int seed = 1; seed <= 40; seed++)
        {
            Foreign.Sql(
                $"""
                COPY (
                    SELECT 'p' || (i * {seed} % 7) AS who, CASE WHEN hash(i + {seed}) % 3 = 0 THEN NULL ELSE hash(i * {seed}) % 5 = 0 END AS flag
                    FROM range({10 * seed}) numbers(i)
                ) TO '{folder["plain.parquet"]}' (FORMAT parquet)
                """);
            Foreign.WriteHyparquet(folder["plain.parquet"], folder["a.parquet"], "newest", new JsonObject { ["columns"] = new JsonArray(new JsonObject(), new JsonObject { ["encoding"] = "RLE" }) });
            using FileByteSource source = new(folder["a.parquet"]);

            Opinion? opinion = await AskAsync(source, DataFormat.Parquet, "a.parquet", Of("who", "p3"), Of("who", "p3"));

            Assert.NotNull(opinion);
            unread.UnionWith(opinion.NotRead);
        }

        Assert.Equal(["flag"], unread);
    }

    private static RowPredicate Of(string column, params string[] values) => new([new SimpleMatch([column], [.. values.Select(value => new SecretText(value))])], []);

    private static IRowEraser EraserOf(DataFormat format, string name) => format switch
    {
        DataFormat.Parquet => new ParquetRowEraser(),
        DataFormat.Json => new JsonRowEraser(new TextEraserOptions { Name = name }),
        _ => new CsvRowEraser(new TextEraserOptions { Name = name }),
    };

    private async Task<Opinion?> AskAsync(FileByteSource source, DataFormat format, string name, RowPredicate erased, RowPredicate asked) =>
        await AskAsync(source, await EraserOf(format, name).PlanAsync(source, erased, default), format, name, asked);

    private Task<Opinion?> AskAsync(FileByteSource source, RewritePlan plan, DataFormat format, string name, RowPredicate asked) =>
        AskAsync(source, plan, new OpinionQuestion(format, new TextEraserOptions { Name = name }, asked));

    /// <returns>Null where it differs.</returns>
    private async Task<Opinion?> AskAsync(FileByteSource source, RewritePlan plan, OpinionQuestion question)
    {
        Asking asking = new(question);
        using FileStream target = new(folder[$"{Guid.NewGuid():n}"], FileMode.CreateNew, FileAccess.ReadWrite);
        try
        {
            await FilePlanWriter.WriteAsync(source, plan with { Check = asking }, target.SafeFileHandle, default);
            return asking.Opinion;
        }
        catch (RefusedException refused) when (refused.Code == RefusalCode.SecondOpinionDiffers)
        {
            return null;
        }
    }

    private sealed class Asking(OpinionQuestion question) : ISuccessorCheck
    {
        public Opinion? Opinion { get; private set; }

        public async ValueTask CheckAsync(IByteSource source, Successor successor, CancellationToken cancellationToken) =>
            Opinion = await new ForeignOpinion().AskAsync(source, successor, question, cancellationToken);
    }

    /// <summary>Its first reading is the last that is asked for.</summary>
    private sealed class CancelingSource(IByteSource source, CancellationTokenSource givenUp) : IByteSource
    {
        public long Length => source.Length;

        public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            givenUp.Cancel();
            return source.ReadAsync(offset, destination, CancellationToken.None);
        }
    }
}
