using System.IO.Compression;
using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Tests;

/// <summary>Whoever gives up while an object is read waits for no more than what is at hand, be it that the source itself doesn't look at the token.</summary>
public sealed class CanceledReadingTests
{
    private static readonly RowPredicate ById = Erase.By("id", "7");

    public static TheoryData<string, string> Readings
    {
        get
        {
            TheoryData<string, string> readings = [];
            foreach (string format in (string[])["csv", "json", "json.gz", "parquet"])
            {
                readings.Add(format, "find");
                readings.Add(format, "plan");
                readings.Add(format, "check");

                // else the plan is made of copies
                if (format is "json.gz" or "parquet")
                {
                    readings.Add(format, "write");
                }
            }

            return readings;
        }
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Nothing_is_read_to_the_end(string format, string phase)
    {
        byte[] bytes = await BytesAsync(format);
        IRowEraser eraser = format switch
        {
            "csv" => new CsvRowEraser(),
            "parquet" => new ParquetRowEraser(),
            _ => new JsonRowEraser(new TextEraserOptions { Name = format }),
        };
        using CancellationTokenSource givenUp = new();
        CancelingByteSource source = new(new MemoryByteSource(bytes), givenUp);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(eraser, bytes, source, phase, givenUp.Token));
    }

    private static async Task ReadAsync(IRowEraser eraser, byte[] bytes, CancelingByteSource source, string phase, CancellationToken cancellationToken)
    {
        switch (phase)
        {
            case "find":
                source.IsArmed = true;
                await eraser.FindAsync(source, ById, cancellationToken);
                break;
            case "plan":
                source.IsArmed = true;
                await (await eraser.PlanAsync(source, ById, cancellationToken)).FindAllAsync(cancellationToken);
                break;
            case "write":
                RewritePlan plan = await eraser.PlanAsync(source, ById, cancellationToken);
                source.IsArmed = true;
                await foreach (Segment _ in plan.Segments.WithCancellation(cancellationToken))
                {
                }

                break;
            default:
                RewritePlan made = await eraser.PlanAsync(new MemoryByteSource(bytes), ById, cancellationToken);
                Successor successor = await Plans.SuccessorAsync(bytes, made.Segments);
                source.IsArmed = true;
                await made.Check!.CheckAsync(source, successor, cancellationToken);
                break;
        }
    }

    private static async Task<byte[]> BytesAsync(string format)
    {
        if (format == "parquet")
        {
            return await ForeignFile.WriteAsync("SELECT i % 10 AS id, i AS n FROM range(200000) t(i)");
        }

        byte[] text = Encoding.UTF8.GetBytes(format == "csv" ? "id,n\n7,1\n8,1\n" : "{\"id\":7}\n{\"id\":8}\n");
        if (format == "json.gz")
        {
            using MemoryStream target = new();
            await using (GZipStream gzip = new(target, CompressionLevel.Fastest))
            {
                await gzip.WriteAsync(text);
            }

            return target.ToArray();
        }

        return text;
    }

    /// <summary>A source at whose first reading the reader's user gives up, and that doesn't look at the token itself.</summary>
    private sealed class CancelingByteSource(IByteSource source, CancellationTokenSource givenUp) : IByteSource
    {
        public bool IsArmed { get; set; }

        public long Length => source.Length;

        public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            if (IsArmed)
            {
                givenUp.Cancel();
            }

            return source.ReadAsync(offset, destination, CancellationToken.None);
        }
    }
}
