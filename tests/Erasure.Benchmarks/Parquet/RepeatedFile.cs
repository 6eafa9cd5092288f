using System.Buffers.Binary;
using Erasure.Parquet;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Benchmarks.Parquet;

/// <summary>Makes a large file out of a small one: the same row groups many times over, without encoding anything.</summary>
internal static class RepeatedFile
{
    private const int MagicLength = 4;

    /// <summary>Writes <paramref name="target"/> with all row groups of <paramref name="path"/> so many times.</summary>
    public static async Task WriteAsync(string path, int times, string target)
    {
        using var source = new FileByteSource(path);
        ParquetFile file = await ParquetFile.OpenAsync(source, new ParquetEraserOptions(), CancellationToken.None);
        using SafeFileHandle output = File.OpenHandle(target, FileMode.Create, FileAccess.Write);
        var plan = new RewritePlan(source.Length, new Findings(file.Metadata.RowCount, 0, 0, []), Segments(file, times));
        await FilePlanWriter.WriteAsync(source, plan, output, CancellationToken.None);
    }

    private static async IAsyncEnumerable<Segment> Segments(ParquetFile file, int times)
    {
        yield return new Segment.Copy(0, MagicLength);
        for (int i = 0; i < times; i++)
        {
            yield return new Segment.Copy(MagicLength, file.DataEnd - MagicLength);
        }

        using ByteBuffer footer = new();
        WriteFooter(file, times, footer);
        yield return new Segment.Write(footer.Memory);
        await Task.CompletedTask;
    }

    private static void WriteFooter(ParquetFile file, int times, ByteBuffer footer)
    {
        using ByteBuffer rowGroups = new();
        int count = file.Metadata.RowGroupCount;
        for (int i = 0; i < times * count; i++)
        {
            RowGroup group = file.RowGroup(i % count);
            foreach (ColumnChunk chunk in group.Columns)
            {
                Move(chunk, i / count * (file.DataEnd - MagicLength));
            }

            group.Seal(i);
            CompactWriter.WriteStruct(rowGroups, group.Raw);
        }

        file.Metadata.Write(footer, times * file.Metadata.RowCount, file.Metadata.KeyValues, times * count, rowGroups.Span);
        int length = footer.Length;
        BinaryPrimitives.WriteInt32LittleEndian(footer.Reserve(sizeof(int)), length);
        footer.Append("PAR1"u8);
    }

    private static void Move(ColumnChunk chunk, long shift)
    {
        if (chunk.OffsetIndex is not null || chunk.ColumnIndex is not null)
        {
            throw new InvalidOperationException("A file with page indexes can't be repeated: they hold offsets of their own.");
        }

        chunk.Shift(shift);
        if (chunk is { BloomFilterOffset: { } filter, BloomFilterLength: { } length })
        {
            chunk.SetBloomFilter(new FileRange(filter + shift, length));
        }
    }
}
