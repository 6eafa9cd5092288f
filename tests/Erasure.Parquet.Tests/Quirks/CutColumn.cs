using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Tests.Quirks;

/// <summary>One column of random rows, nested at random, whose pages are cut at random entries, as writers have done that don't count rows.</summary>
internal sealed class CutColumn
{
    private readonly Random random;
    private readonly int[] repetitions;
    private readonly List<(int Start, int End)> pages = [];

    public CutColumn(int seed)
    {
        random = new Random(seed);
        repetitions = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(4) switch { 0 => 0, 1 => 1, _ => 2 })];
        int rows = random.Next(2, 40);
        for (int row = 0; row < rows; row++)
        {
            List<RowEntry> entries = [];
            AddEntries(entries, row, 0, 0, 0, 0);
            Rows.Add(entries);
        }

        Entries = [.. Rows.SelectMany(row => row)];
        bool splitsRows = random.Next(5) > 0;
        int length = random.Next(1, 12);
        for (int start = 0, end; start < Entries.Length; start = end)
        {
            end = Math.Min(Entries.Length, start + random.Next(1, length + 1));
            while (!splitsRows && end < Entries.Length && Entries[end].Repetition > 0)
            {
                end++;
            }

            pages.Add((start, end));
        }
    }

    public List<List<RowEntry>> Rows { get; } = [];

    public RowEntry[] Entries { get; }

    public string Path => string.Join('.', repetitions.SkipLast(1).Select((_, depth) => $"g{depth}").Append("c"));

    /// <summary>The file that was written has v2 pages that begin inside rows.</summary>
    public bool CutsRowsInV2 { get; private set; }

    private int MaxDefinition => repetitions.Count(repetition => repetition > 0);

    private int MaxRepetition => repetitions.Count(repetition => repetition == 2);

    /// <summary>The same rows in one v1 page without indexes.</summary>
    public byte[] WriteWhole()
    {
        HandmadeFile file = new() { Groups = repetitions[..^1], Repetition = repetitions[^1] };
        byte[] repetition = HandmadeFile.Levels(true, MaxRepetition, [.. Entries.Select(entry => entry.Repetition)]);
        byte[] definition = HandmadeFile.Levels(true, MaxDefinition, [.. Entries.Select(entry => entry.Definition)]);
        file.Begin().DataPage([.. repetition, .. definition, .. HandmadeFile.Plain([.. Entries.Select(entry => entry.Value).OfType<string>()])], Entries.Length);
        file.End(Rows.Count, Entries.Length);
        return file.Finish();
    }

    /// <summary>The file; what its headers and indexes say of rows is one of the ways that are known.</summary>
    public byte[] Write()
    {
        HandmadeFile file = new() { HasOrder = true, Groups = repetitions[..^1], Repetition = repetitions[^1], Codec = random.Next(3) switch { 0 => 0, 1 => 1, _ => 6 } };
        string[] dictionary = [.. Entries.Select(entry => entry.Value).OfType<string>().Distinct(StringComparer.Ordinal)];
        bool hasDictionary = dictionary.Length > 0 && random.Next(2) == 0, isV2 = random.Next(2) == 0, countsValues = random.Next(3) == 0;
        CutsRowsInV2 = isV2 && pages.Exists(page => Entries[page.Start].Repetition > 0);
        file.Begin();
        long start = file.Position;
        if (hasDictionary)
        {
            byte[] plain = HandmadeFile.Plain(dictionary);
            file.DictionaryPage(Compress(file.Codec, plain), dictionary.Length, plain.Length);
        }

        foreach ((int from, int to) in pages)
        {
            RowEntry[] page = Entries[from..to];
            byte[] repetition = HandmadeFile.Levels(!isV2, MaxRepetition, [.. page.Select(entry => entry.Repetition)]);
            byte[] definition = HandmadeFile.Levels(!isV2, MaxDefinition, [.. page.Select(entry => entry.Definition)]);
            string[] present = [.. page.Select(entry => entry.Value).OfType<string>()];
            byte[] values = hasDictionary
                ? HandmadeFile.Indices(8, [.. present.Select(value => Array.IndexOf(dictionary, value))])
                : HandmadeFile.Plain(present);
            if (isV2)
            {
                int rows = countsValues ? page.Length : page.Count(entry => entry.Repetition == 0);
                bool isCompressed = file.Codec != 0 && random.Next(3) > 0;
                byte[] body = isCompressed ? Compress(file.Codec, values) : values;
                file.DataPageV2(repetition, definition, body, page.Length, page.Length - present.Length, rows, hasDictionary ? 8 : 0, isCompressed, values.Length);
            }
            else
            {
                byte[] body = [.. repetition, .. definition, .. values];
                file.DataPage(Compress(file.Codec, body), page.Length, hasDictionary ? 8 : 0, body.Length);
            }
        }

        file.End(Rows.Count, Entries.Length, meta =>
        {
            if (hasDictionary)
            {
                meta.SetI64(11, start);
                meta.SetI64(9, file.FirstPage);
            }
        });
        AddIndexes(file);
        return file.Finish();
    }

    /// <summary>Rows that go: alone, in runs, the first, the last, nearly all.</summary>
    public RowSet PickRows()
    {
        RowSet rows = new(Rows.Count);
        int kind = random.Next(6);
        for (int row = 0; row < Rows.Count; row++)
        {
            bool goes = kind switch
            {
                0 => row == 0,
                1 => row == Rows.Count - 1,
                2 => random.Next(10) == 0,
                3 => random.Next(10) > 0,
                4 => row / 3 % 2 == 0,
                _ => random.Next(3) == 0,
            };
            if (goes)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    /// <summary>The entries of a file with one row group, decoded.</summary>
    public static async Task<List<RowEntry>> ReadAsync(byte[] bytes)
    {
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(bytes), new ParquetEraserOptions(), default);
        List<RowEntry> entries = [];
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            RowGroup group = file.RowGroup(i);
            ColumnChunk chunk = group.Columns[0];
            using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, 0);
            using PageDecoder decoder = new(file.Schema.Leaves[0], CodecTable.For(chunk.Codec), file.Options, file.Writer);
            while (await cursor.NextAsync(default) is { } header)
            {
                ReadOnlyMemory<byte> body = await cursor.ReadBodyAsync(header, default);
                if (header.Kind == PageKind.Dictionary)
                {
                    decoder.ReadDictionary(header, body);
                    continue;
                }

                decoder.ReadLevels(header, body);
                decoder.ReadValues();
                Add(entries, decoder, file.Schema.Leaves[0].MaxDefinition);
            }
        }

        return entries;
    }

    private static void Add(List<RowEntry> entries, PageDecoder page, int maxDefinition)
    {
        int next = 0;
        for (int i = 0; i < page.EntryCount; i++)
        {
            byte repetition = page.Repetition.IsEmpty ? (byte)0 : page.Repetition[i], definition = page.Definition.IsEmpty ? (byte)0 : page.Definition[i];
            entries.Add(new RowEntry(repetition, definition, definition == maxDefinition ? System.Text.Encoding.UTF8.GetString(page.Values[next++]) : null));
        }
    }

    private static byte[] Compress(int codec, byte[] plain)
    {
        ICodec by = CodecTable.For(codec);
        byte[] block = new byte[Math.Max(plain.Length, by.MaxCompressedLength(plain.Length))];
        return block[..by.Compress(plain, block)];
    }

    /// <summary>Adds the entries of what is nested from a depth on.</summary>
    private void AddEntries(List<RowEntry> entries, int row, int depth, byte repetition, byte definition, byte repeated)
    {
        if (depth == repetitions.Length)
        {
            entries.Add(new RowEntry(repetition, definition, $"v{(random.Next(4) == 0 ? random.Next(40) : row)}"));
            return;
        }

        switch (repetitions[depth])
        {
            case 0:
                AddEntries(entries, row, depth + 1, repetition, definition, repeated);
                break;
            case 1 when random.Next(5) > 0:
                AddEntries(entries, row, depth + 1, repetition, (byte)(definition + 1), repeated);
                break;
            case 2 when random.Next(5) > 0:
                int count = random.Next(8) == 0 ? random.Next(1, 30) : random.Next(1, 4);
                for (int i = 0; i < count; i++)
                {
                    AddEntries(entries, row, depth + 1, i == 0 ? repetition : (byte)(repeated + 1), (byte)(definition + 1), (byte)(repeated + 1));
                }

                break;
            default:
                entries.Add(new RowEntry(repetition, definition, null));
                break;
        }
    }

    private void AddIndexes(HandmadeFile file)
    {
        int kind = random.Next(7);
        if (kind == 0)
        {
            return;
        }

        long[] firstRows = [.. pages.Select((page, i) => kind switch
        {
            1 => RowsBefore(page.Start) - (Entries[page.Start].Repetition > 0 ? 1L : 0),
            2 => i == 0 ? 0 : RowsBefore(page.Start) + 1L,
            3 => i == 0 ? 0 : RowsBefore(page.Start) - 1L,
            4 => page.Start,
            _ => RowsBefore(page.Start),
        })];
        (string, string)[]? bounds = random.Next(3) == 0 ? null : [.. pages.Select(page => BoundsOf(Entries[page.Start..page.End]))];
        file.AddIndexes(kind == 5 ? [] : firstRows, bounds);
    }

    private int RowsBefore(int entry) => Entries[..entry].Count(each => each.Repetition == 0);

    private static (string Min, string Max) BoundsOf(RowEntry[] entries)
    {
        string[] values = [.. entries.Select(entry => entry.Value).OfType<string>().Order(StringComparer.Ordinal)];
        return values.Length == 0 ? ("", "") : (values[0], values[^1]);
    }
}
