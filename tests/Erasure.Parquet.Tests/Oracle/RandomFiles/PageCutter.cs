using System.Buffers.Binary;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>Cuts the data pages of a file again at any entry, inside rows too, as some writers do.</summary>
internal sealed class PageCutter(byte[] source, PageCut cut, Random random)
{
    private const int TailLength = 8;

    private readonly ByteBuffer output = new();

    /// <summary>The file with the same values in other pages.</summary>
    public async Task<byte[]> CutAsync()
    {
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(source), new ParquetEraserOptions(), CancellationToken.None);
        int footerLength = BinaryPrimitives.ReadInt32LittleEndian(source.AsSpan(source.Length - TailLength));
        ThriftStruct footer = new CompactReader(source.AsSpan(source.Length - TailLength - footerLength, footerLength)).ReadStruct();
        ThriftList groups = footer.RequiredList(4, "FileMetaData.row_groups");
        List<(ThriftStruct Chunk, CutChunk Pages)> indexed = [];
        output.Append("PAR1"u8);
        for (int i = 0; i < groups.Count; i++)
        {
            await CutGroupAsync(file, file.RowGroup(i), groups.Struct(i), indexed);
        }

        foreach ((ThriftStruct chunk, CutChunk pages) in indexed)
        {
            Index(chunk, 6, pages.ColumnIndex);
            Index(chunk, 4, pages.OffsetIndex);
        }

        byte[] written = CompactWriter.ToArray(footer);
        output.Append(written);
        BinaryPrimitives.WriteInt32LittleEndian(output.Reserve(4), written.Length);
        output.Append("PAR1"u8);
        return output.Span.ToArray();
    }

    private async Task CutGroupAsync(ParquetFile file, RowGroup group, ThriftStruct raw, List<(ThriftStruct Chunk, CutChunk Pages)> indexed)
    {
        ThriftList columns = raw.RequiredList(1, "RowGroup.columns");
        long uncompressed = 0, start = output.Length;
        foreach (ColumnChunk chunk in group.Columns)
        {
            LeafColumn column = file.Schema.Leaves[chunk.Ordinal];
            CutChunk pages = new(column, chunk.Codec, cut, random);
            await pages.ReadAsync(file, group, chunk);
            pages.Write(output.Length);
            ThriftStruct rawChunk = columns.Struct(chunk.Ordinal);
            ThriftStruct meta = rawChunk.Struct(3)!;
            Describe(rawChunk, meta, pages);
            output.Append(pages.Bytes.Span);
            uncompressed += pages.UncompressedLength;
            indexed.Add((rawChunk, pages));
        }

        raw.SetI64(2, uncompressed);
        if (raw.Has(5))
        {
            raw.SetI64(5, start);
        }

        if (raw.Has(6))
        {
            raw.SetI64(6, output.Length - start);
        }
    }

    /// <summary>What the footer says of a chunk; bloom filters, page counts and old indexes aren't kept.</summary>
    private void Describe(ThriftStruct chunk, ThriftStruct meta, CutChunk pages)
    {
        ThriftList encodings = new(ThriftType.I32);
        encodings.Items.AddRange([ThriftValue.I32(3), ThriftValue.I32(0), .. pages.IsDictionary ? [ThriftValue.I32(8)] : Array.Empty<ThriftValue>()]);
        meta.Set(2, ThriftValue.Of(encodings));
        meta.SetI64(6, pages.UncompressedLength);
        meta.SetI64(7, pages.Bytes.Length);
        meta.SetI64(9, output.Length + pages.DictionaryLength);
        foreach (short id in (ReadOnlySpan<short>)[10, 11, 13, 14, 15])
        {
            meta.Remove(id);
        }

        if (pages.IsDictionary)
        {
            meta.SetI64(11, output.Length);
        }

        chunk.SetI64(2, chunk.Number(2) is 0 or null ? 0 : output.Length);
        foreach (short id in (ReadOnlySpan<short>)[4, 5, 6, 7])
        {
            chunk.Remove(id);
        }
    }

    private void Index(ThriftStruct chunk, short id, ThriftStruct? index)
    {
        if (index is null)
        {
            return;
        }

        byte[] bytes = CompactWriter.ToArray(index);
        chunk.SetI64(id, output.Length);
        chunk.SetI32((short)(id + 1), bytes.Length);
        output.Append(bytes);
    }
}
