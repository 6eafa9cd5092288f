using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Thrift;
using Erasure.Parquet.Verify;

namespace Erasure.Parquet.Tests.Verify.Mutations;

/// <summary>A successor taken apart into pages, indexes and footer. Written again, everything lies where the footer says, as a rewriter would do it that is wrong in one thing.</summary>
internal sealed class SuccessorDraft
{
    private readonly byte[] source;

    private SuccessorDraft(byte[] source, ThriftStruct footer)
    {
        this.source = source;
        Footer = footer;
    }

    /// <summary>The footer without its row groups.</summary>
    public ThriftStruct Footer { get; }

    public List<(ThriftStruct Raw, List<DraftChunk> Chunks)> Groups { get; } = [];

    /// <summary>What is changed once everything has its place.</summary>
    public List<Action> Late { get; } = [];

    /// <summary>Bytes before the footer.</summary>
    public byte[] Tail { get; set; } = [];

    public static async Task<SuccessorDraft> ReadAsync(byte[] source, Successor successor)
    {
        ParquetFile file = await ParquetFile.OpenAsync(successor, new ParquetEraserOptions(), default);
        SuccessorDraft draft = new(source, file.Metadata.Fields);
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            RowGroup group = file.RowGroup(i);
            List<DraftChunk> chunks = [];
            foreach (ColumnChunk chunk in group.Columns)
            {
                chunks.Add(await ReadAsync(file, group, chunk, successor));
            }

            draft.Groups.Add((group.Raw, chunks));
        }

        return draft;
    }

    /// <summary>The bytes, and where they come from.</summary>
    public async Task<(byte[] Bytes, Successor Successor)> WriteAsync()
    {
        List<Segment> segments = [new Segment.Copy(0, 4)];
        long position = 4;
        void Add(byte[] bytes)
        {
            if (bytes.Length > 0)
            {
                segments.Add(new Segment.Write(bytes));
                position += bytes.Length;
            }
        }

        foreach (DraftChunk chunk in Groups.SelectMany(group => group.Chunks))
        {
            List<(DraftPage Page, long Offset, long Length)> placed = [];
            foreach (DraftPage page in chunk.Pages)
            {
                long start = position;
                if (page.Origin is { } origin)
                {
                    segments.Add(new Segment.Copy(origin + chunk.Shift, page.Length));
                    position += page.Length;
                }
                else
                {
                    Add(page.ToArray());
                }

                placed.Add((page, start, position - start));
            }

            Place(chunk, placed);
            Add(chunk.Tail);
        }

        Late.ForEach(change => change());
        foreach (DraftChunk chunk in Groups.SelectMany(group => group.Chunks))
        {
            PlaceIndex(chunk.Raw, 6, 7, chunk.ColumnIndex, position, Add);
            PlaceIndex(chunk.Raw, 4, 5, chunk.OffsetIndex, position, Add);
            if (chunk.Bloom is { } bloom)
            {
                chunk.Meta.SetI64(14, position);
                Add(bloom);
            }
        }

        Add(Tail);
        byte[] footer = WriteFooter();
        Add([.. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8]);
        return (await Plans.ExecuteAsync(source, segments.ToAsyncEnumerable()), await Plans.SuccessorAsync(source, segments.ToAsyncEnumerable()));
    }

    private static void Place(DraftChunk chunk, List<(DraftPage Page, long Offset, long Length)> placed)
    {
        if (placed.Count == 0)
        {
            return;
        }

        var data = placed.Where(page => !page.Page.IsDictionary).ToList();
        chunk.Meta.SetI64(7, placed.Sum(page => page.Length));
        chunk.Meta.SetI64(9, (data.Count > 0 ? data[0] : placed[0]).Offset);
        if (chunk.Meta.Has(11))
        {
            chunk.Meta.SetI64(11, placed[0].Offset);
        }

        if (chunk.Raw.Number(2) is not (null or 0))
        {
            chunk.Raw.SetI64(2, placed[0].Offset);
        }

        if (data.Exists(page => page.Page.Origin is null))
        {
            Count(chunk, placed.ConvertAll(page => page.Page));
        }

        ThriftList? locations = chunk.OffsetIndex?.List(1);
        for (int i = 0; i < Math.Min(locations?.Count ?? 0, data.Count); i++)
        {
            locations!.Struct(i).SetI64(1, data[i].Offset);
            locations.Struct(i).SetI32(2, (int)data[i].Length);
        }
    }

    /// <summary>What a rewriter counts while it writes pages.</summary>
    private static void Count(DraftChunk chunk, List<DraftPage> pages)
    {
        chunk.Meta.SetI64(5, pages.Where(page => !page.IsDictionary).Sum(page => (long)page.Entries));
        chunk.Meta.SetI64(6, pages.Sum(page => (page.Origin is null ? CompactWriter.ToArray(page.Header).Length : page.Length - page.Body.Length) + (long)page.Header.Int(2)!.Value));
        for (int i = 0; i < (chunk.Meta.List(13)?.Count ?? 0); i++)
        {
            ThriftStruct stats = chunk.Meta.List(13)!.Struct(i);
            stats.SetI32(3, pages.Count(page => page.Header.Int(1) == stats.Int(1) && (int)(page.IsDictionary ? (ValueEncoding)page.Specific.Int(2)!.Value : page.Encoding) == stats.Int(2)));
        }
    }

    private static void PlaceIndex(ThriftStruct raw, short offsetId, short lengthId, ThriftStruct? index, long position, Action<byte[]> add)
    {
        if (index is null)
        {
            raw.Remove(offsetId);
            raw.Remove(lengthId);
            return;
        }

        byte[] bytes = CompactWriter.ToArray(index);
        raw.SetI64(offsetId, position);
        raw.SetI32(lengthId, bytes.Length);
        add(bytes);
    }

    private static async Task<DraftChunk> ReadAsync(ParquetFile file, RowGroup group, ColumnChunk chunk, Successor successor)
    {
        List<DraftPage> pages = [];
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, 0);
        using PageDecoder decoder = new(file.Schema.Leaves[chunk.Ordinal], CodecTable.For(chunk.Codec), file.Options, file.Writer);
        while (await cursor.NextAsync(default) is { } header)
        {
            byte[] body = (await cursor.ReadBodyAsync(header, default)).ToArray();
            DraftPage page = new()
            {
                Column = file.Schema.Leaves[chunk.Ordinal],
                Codec = chunk.Codec,
                Header = header.Raw,
                Body = body,
                Origin = successor.CopiedFrom(header.Range.Offset, header.Range.Length),
                Length = (int)header.Range.Length,
            };
            Decode(decoder, header, body, page);
            pages.Add(page);
        }

        return new DraftChunk
        {
            Raw = chunk.Raw,
            Pages = pages,
            ColumnIndex = await PageIndexReader.ReadAsync(file, chunk.ColumnIndex, default),
            OffsetIndex = await PageIndexReader.ReadAsync(file, chunk.OffsetIndex, default),
            Bloom = await ReadBloomAsync(file, chunk),
        };
    }

    private static void Decode(PageDecoder decoder, PageHeader header, byte[] body, DraftPage page)
    {
        if (header.Kind == PageKind.Dictionary)
        {
            decoder.ReadDictionary(header, body);
            page.Values = [.. Enumerable.Range(0, decoder.Dictionary!.Count).Select(i => decoder.Dictionary[i].ToArray())];
            return;
        }

        decoder.ReadLevels(header, body);
        decoder.ReadValues();
        page.Repetition = decoder.Repetition.ToArray();
        page.Definition = decoder.Definition.ToArray();
        page.Values = [.. Enumerable.Range(0, decoder.PresentCount).Select(i => decoder.Values[i].ToArray())];
        page.Indices = decoder.Values.IsDictionary ? [.. decoder.Values.Indices] : null;
    }

    private static async Task<byte[]?> ReadBloomAsync(ParquetFile file, ColumnChunk chunk)
    {
        if (await ChunkClaims.FindBloomAsync(file, chunk, default) is not { } found)
        {
            return null;
        }

        byte[] bytes = new byte[found.Range.Length];
        await file.Source.ReadAsync(found.Range.Offset, bytes, default);
        return bytes;
    }

    private byte[] WriteFooter()
    {
        ThriftList groups = new(ThriftType.Struct);
        foreach ((ThriftStruct raw, List<DraftChunk> chunks) in Groups)
        {
            ThriftList columns = new(ThriftType.Struct);
            columns.Items.AddRange(chunks.Select(chunk => ThriftValue.Of(chunk.Raw)));
            raw.Set(1, ThriftValue.Of(columns));
            if (raw.Has(5))
            {
                raw.SetI64(5, chunks.Min(chunk => chunk.Meta.Number(11) is > 0 and { } dictionary ? dictionary : chunk.Meta.Number(9)!.Value));
            }

            if (raw.Has(6))
            {
                raw.SetI64(6, chunks.Sum(chunk => chunk.Meta.Number(7)!.Value));
            }

            groups.Items.Add(ThriftValue.Of(raw));
        }

        Footer.Set(4, ThriftValue.Of(groups));
        return CompactWriter.ToArray(Footer);
    }
}
