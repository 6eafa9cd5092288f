using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>A file by one of the writers, the same for the same seed; the pages of every other one are cut again.</summary>
/// <param name="Seed">What makes it.</param>
/// <param name="Writer">Who wrote it.</param>
/// <param name="Cut">How its pages were cut again; null for as they were written.</param>
/// <param name="Table">What was written.</param>
/// <param name="Path">The file.</param>
/// <param name="WrittenPath">The file before its pages were cut again.</param>
/// <param name="Choices">For what else is left to chance.</param>
internal sealed record RandomFile(int Seed, string Writer, PageCut? Cut, ShreddedTable Table, string Path, string WrittenPath, Random Choices)
{
    public static readonly string[] Writers = ["arrow-cpp", "arrow-cpp categorical", "parquet-net", "arrow-rs", "duckdb", "hyparquet-writer", "hyparquet-writer 0.16.9"];

    public static string WriterOf(int seed) => Writers[seed % Writers.Length];

    /// <summary>Makes the file of a seed in a folder.</summary>
    /// <exception cref="ForeignException">The writer can't write that.</exception>
    public static async Task<RandomFile> MakeAsync(int seed, string folder)
    {
        var random = new Random(seed);
        string writer = WriterOf(seed);
        int rows = random.Next(6) == 0 ? random.Next(1, 30) : random.Next(60, 700);
        ShreddedTable table = new(random, new RandomSchema(random, RangeOf(writer)).Draw(), rows);
        string written = System.IO.Path.Combine(folder, $"{seed}.parquet");
        await WriteAsync(writer, table, written, random);
        if (seed / Writers.Length % 2 == 0)
        {
            return new RandomFile(seed, writer, null, table, written, written, random);
        }

        PageCut cut = PageCut.Draw(random);
        string again = System.IO.Path.Combine(folder, $"{seed}-cut.parquet");
        await File.WriteAllBytesAsync(again, await new PageCutter(await File.ReadAllBytesAsync(written), cut, random).CutAsync());
        return new RandomFile(seed, writer, cut, table, again, written, random);
    }

    private static WriterRange RangeOf(string writer) => writer switch
    {
        "arrow-cpp" => ArrowCppWriter.Range,
        "arrow-cpp categorical" => CategoricalWriter.Range,
        "parquet-net" => ParquetNetWriter.Range,
        "arrow-rs" => NodeWriters.ArrowRsRange,
        "duckdb" => NodeWriters.DuckDbRange,
        _ => NodeWriters.HyparquetRange,
    };

    private static async Task WriteAsync(string writer, ShreddedTable table, string path, Random random)
    {
        try
        {
            switch (writer)
            {
                case "arrow-cpp":
                    ArrowCppWriter.Write(table, path, random);
                    return;
                case "arrow-cpp categorical":
                    CategoricalWriter.Write(table, path, random);
                    return;
                case "parquet-net":
                    await ParquetNetWriter.WriteAsync(table, path, random);
                    return;
            }

            string plain = path + ".plain";
            ArrowCppWriter.WritePlainly(table, plain);
            switch (writer)
            {
                case "arrow-rs":
                    NodeWriters.WriteArrowRs(plain, path, random, table);
                    break;
                case "duckdb":
                    NodeWriters.WriteDuckDb(plain, path, random);
                    break;
                default:
                    NodeWriters.WriteHyparquet(plain, path, writer == "hyparquet-writer" ? "newest" : "0.16.9", random, table);
                    break;
            }
        }
        catch (Exception exception) when (exception is not ForeignException)
        {
            throw new ForeignException(exception.Message);
        }
    }
}
