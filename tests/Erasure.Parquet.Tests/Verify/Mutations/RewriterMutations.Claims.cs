using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Verify.Mutations;

/// <content>Changes of what is said of the pages: statistics, indexes, footers.</content>
internal static partial class RewriterMutations
{
    private static bool Keep(ThriftStruct now, ThriftStruct before, short id)
    {
        if (before.Fields.FirstOrDefault(field => field.Id == id) is not { Id: > 0 } kept)
        {
            return false;
        }

        byte[] was = CompactWriter.ToArray(now);
        now.Set(id, kept.Value);
        return !was.SequenceEqual(CompactWriter.ToArray(now));
    }

    private static bool Exchange(ThriftStruct statistics)
    {
        byte[] min = statistics.Binary(6)!, max = statistics.Binary(5)!;
        statistics.SetBinary(6, max);
        statistics.SetBinary(5, min);
        return !min.SequenceEqual(max);
    }

    private static bool Exchange(ThriftList mins, ThriftList maxs)
    {
        if (mins.Binary(0).SequenceEqual(mins.Binary(1)) && maxs.Binary(0).SequenceEqual(maxs.Binary(1)))
        {
            return false;
        }

        (mins.Items[0], mins.Items[1]) = (mins.Items[1], mins.Items[0]);
        (maxs.Items[0], maxs.Items[1]) = (maxs.Items[1], maxs.Items[0]);
        return true;
    }

    private static bool KeepIndexBound(DraftChunk chunk, DraftChunk old)
    {
        ThriftList? now = chunk.ColumnIndex?.List(3), before = old.ColumnIndex?.List(3);
        int at = now is null || before?.Count != now.Count ? -1 : Enumerable.Range(0, now.Count).FirstOrDefault(i => !now.Binary(i).SequenceEqual(before.Binary(i)), -1);
        if (at >= 0)
        {
            now!.Items[at] = before!.Items[at];
        }

        return at >= 0;
    }

    /// <summary>The value lies below all others of its column: the bounds still hold them.</summary>
    private static bool BoundByPerson(DraftChunk chunk)
    {
        ThriftList? mins = chunk.Pages[0].Column.Path == "who" ? chunk.ColumnIndex?.List(2) : null;
        if (mins is not null)
        {
            mins.Items[^1] = ThriftValue.Binary("person"u8.ToArray());
        }

        return mins is not null;
    }

    private static bool BoundByPerson(DraftPage page)
    {
        if (page.Column.Path == "who")
        {
            ThriftStruct statistics = new();
            statistics.SetBinary(5, "users"u8.ToArray());
            statistics.SetBinary(6, "person"u8.ToArray());
            page.Specific.Set((short)(page.IsV2 ? 8 : 5), ThriftValue.Of(statistics));
        }

        return page.Column.Path == "who";
    }

    private static bool ClaimOrder(DraftChunk chunk)
    {
        ThriftList? mins = chunk.ColumnIndex?.List(2);
        if (mins is not { Count: > 2 } || chunk.ColumnIndex!.Int(4) != 0)
        {
            return false;
        }

        chunk.ColumnIndex.SetI32(4, 1);
        return true;
    }

    private static bool KeepFirstRow(DraftChunk chunk, DraftChunk old)
    {
        ThriftList? now = chunk.OffsetIndex?.List(1), before = old.OffsetIndex?.List(1);
        return now is { Count: > 1 } && before?.Count == now.Count && Keep(now.Struct(now.Count - 1), before.Struct(now.Count - 1), 3);
    }

    private static bool Late(Mutant mutant, Func<DraftChunk, bool> change, bool isCopied = false) => mutant.Chunk(
        (chunk, _) =>
        {
            mutant.Draft.Late.Add(() => change(chunk));
            return change(chunk);
        },
        isCopied);

    private static bool ClearBit(byte[] bits)
    {
        int at = Array.FindLastIndex(bits, value => value != 0);
        bits[at] &= (byte)(bits[at] - 1);
        return true;
    }

    private static bool ExchangeChunks(Mutant mutant)
    {
        if (mutant.Changed.Length < 2)
        {
            return false;
        }

        List<DraftChunk> first = mutant.Draft.Groups[mutant.Changed[0]].Chunks, second = mutant.Draft.Groups[mutant.Changed[1]].Chunks;
        int column = mutant.Random.Next(first.Count);
        (first[column], second[column]) = (second[column], first[column]);
        return true;
    }

    private static bool CopyOther(Mutant mutant)
    {
        int column = mutant.Random.Next(mutant.Draft.Groups[0].Chunks.Count);
        List<DraftChunk> copied = mutant.Draft.Groups[mutant.Copied[0]].Chunks, other = mutant.Original.Groups[mutant.Changed[0]].Chunks;
        copied[column] = other[column];
        return true;
    }

    private static bool OtherByte(DraftChunk chunk)
    {
        DraftPage page = chunk.Pages[^1];
        page.Origin = null;
        page.Body[^1] ^= 1;
        page.SetChecksum();
        return true;
    }

    private static bool ExchangeGroups(Mutant mutant)
    {
        (mutant.Draft.Groups[0], mutant.Draft.Groups[1]) = (mutant.Draft.Groups[1], mutant.Draft.Groups[0]);
        return true;
    }

    private static bool Add(ThriftStruct? target, short id, long more = 1)
    {
        if (target is null || target.Fields.FirstOrDefault(field => field.Id == id) is not { Id: > 0 } field)
        {
            return false;
        }

        target.Set(id, Mutant.Plus(field.Value, more));
        return true;
    }

    private static bool Remove(ThriftStruct target, short id)
    {
        bool had = target.Has(id);
        target.Remove(id);
        return had;
    }

    private static bool Set(ThriftStruct target, short id, byte[] value)
    {
        target.SetBinary(id, value);
        return true;
    }

    private static bool Shorten(ThriftStruct target, short id)
    {
        if (target.List(id) is not { Count: > 1 } list)
        {
            return false;
        }

        list.Items.RemoveAt(list.Count - 1);
        return true;
    }
}
