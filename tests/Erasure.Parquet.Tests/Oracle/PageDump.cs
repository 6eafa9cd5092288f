using Erasure.Parquet.Codecs;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>All that a file's pages hold, in every form in which somebody could find it.</summary>
internal static class PageDump
{
    /// <summary>The file's bytes (headers, statistics and indexes are among them), every page decompressed, and every value decoded.</summary>
    public static async Task<List<byte[]>> ReadAsync(byte[] bytes)
    {
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(bytes), new ParquetEraserOptions(), CancellationToken.None);
        List<byte[]> forms = [bytes];
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            RowGroup group = file.RowGroup(i);
            foreach (ColumnChunk chunk in group.Columns)
            {
                await ReadChunkAsync(file, group, chunk, forms);
            }
        }

        return forms;
    }

    private static async Task ReadChunkAsync(ParquetFile file, RowGroup group, ColumnChunk chunk, List<byte[]> forms)
    {
        LeafColumn column = file.Schema.Leaves[chunk.Ordinal];
        ICodec codec = CodecTable.For(chunk.Codec);
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, 0);
        using PageDecoder decoder = new(column, codec, file.Options, file.Writer);
        while (await cursor.NextAsync(CancellationToken.None) is { } header)
        {
            ReadOnlyMemory<byte> body = (await cursor.ReadBodyAsync(header, CancellationToken.None)).ToArray();
            forms.Add(Decompress(codec, header, body.Span));
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, body);
            }
            else if (header.IsData)
            {
                decoder.ReadLevels(header, body);
                decoder.ReadValues();
                for (int i = 0; i < decoder.Values.Count; i++)
                {
                    forms.Add(decoder.Values[i].ToArray());
                }
            }
        }
    }

    private static byte[] Decompress(ICodec codec, PageHeader header, ReadOnlySpan<byte> body)
    {
        int levels = header.Kind == PageKind.DataV2 ? header.DefinitionBytes + header.RepetitionBytes : 0;
        var plain = new byte[header.UncompressedSize];
        body[..levels].CopyTo(plain);
        if (header.IsCompressed && body.Length > levels)
        {
            codec.Decompress(body[levels..], plain.AsSpan(levels));
        }
        else
        {
            body[levels..].CopyTo(plain.AsSpan(levels));
        }

        return plain;
    }
}
