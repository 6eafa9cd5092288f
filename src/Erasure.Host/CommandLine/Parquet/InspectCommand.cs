using System.CommandLine;
using System.Globalization;
using Erasure.Core.Language;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary><c>erasure parquet inspect FILE</c>: what a file is made of, and none of its values.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("FILE") { Description = "The Parquet file." };
        Command inspect = new("inspect", "Describe a file: columns, row groups, encodings, codecs, indexes, sizes; never a value.") { file };
        inspect.SetAction(async (command, cancellationToken) =>
        {
            using FileByteSource source = InputFile.Open(command.GetRequiredValue(file));
            ParquetFileInfo info = await ParquetInspector.InspectAsync(source, new ParquetEraserOptions(), cancellationToken);
            await (Answer.IsJson(command) ? Answer.WriteJsonAsync(command, info) : WriteTextAsync(command, info));
            return ExitCode.Done;
        });
        return inspect;
    }

    private static async Task WriteTextAsync(ParseResult command, ParquetFileInfo info)
    {
        await LineAsync(command, $"{English.Count(info.Length, "byte")}, {English.Count(info.Rows, "row")} in {English.Count(info.RowGroups.Count, "row group")}, footer {English.Count(info.FooterBytes, "byte")}");
        await LineAsync(command, $"written by {(info.CreatedBy.Length > 0 ? info.CreatedBy : "an application that doesn't say")}");
        if (info.MetadataKeys.Count > 0)
        {
            await LineAsync(command, $"metadata keys: {string.Join(", ", info.MetadataKeys)}");
        }

        int width = info.Columns.Max(column => column.ShortPath.Length);
        for (int i = 0; i < info.RowGroups.Count; i++)
        {
            ParquetRowGroupInfo group = info.RowGroups[i];
            await LineAsync(command, $"row group {i}: {English.Count(group.Rows, "row")}, {English.Count(group.CompressedBytes, "byte")} ({group.UncompressedBytes:N0} before compression)");
            foreach ((ParquetColumnInfo column, ParquetChunkInfo chunk) in info.Columns.Zip(group.Chunks))
            {
                await LineAsync(command, $"  {column.ShortPath.PadRight(width)}  {column.Type}, {chunk.Codec}, {string.Join(" ", chunk.Encodings)}, {English.Count(chunk.CompressedBytes, "byte")}{Extras(chunk)}");
            }
        }
    }

    private static string Extras(ParquetChunkInfo chunk) =>
        (chunk.HasStatistics ? ", statistics" : "")
        + (chunk.ColumnIndexBytes > 0 ? ", column index" : "")
        + (chunk.OffsetIndexBytes > 0 ? ", offset index" : "")
        + (chunk.BloomFilterBytes > 0 ? ", bloom filter" : "");

    private static Task LineAsync(ParseResult command, FormattableString line) =>
        Answer.WriteLineAsync(command, line.ToString(CultureInfo.InvariantCulture));
}
