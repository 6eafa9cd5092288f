using Erasure.Parquet.Pages;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Verify.Mutations;

/// <content>The changes themselves.</content>
internal static partial class RewriterMutations
{
    /// <summary>Exchanges a row's beginning with the element beside it.</summary>
    private static bool Move(DraftPage page, byte first, byte second)
    {
        int at = Enumerable.Range(1, Math.Max(0, page.Repetition.Length - 2)).FirstOrDefault(i => page.Repetition[i] == first && page.Repetition[i + 1] == second && IsPresent(page, i) && IsPresent(page, i + 1), -1);
        if (at < 0)
        {
            return false;
        }

        (page.Repetition[at], page.Repetition[at + 1]) = (second, first);
        return true;
    }

    private static bool Join(DraftPage page)
    {
        int at = Enumerable.Range(1, Math.Max(0, page.Repetition.Length - 1)).FirstOrDefault(i => page.Repetition[i] == 0 && IsPresent(page, i) && IsPresent(page, i - 1), -1);
        if (at >= 0)
        {
            page.Repetition[at] = 1;
        }

        return at >= 0;
    }

    private static bool IsPresent(DraftPage page, int entry) => page.Definition[entry] == page.Column.MaxDefinition;

    private static bool Drop(DraftPage page, Mutant mutant)
    {
        if (page.Entries < 2)
        {
            return false;
        }

        Mutant.RemoveEntry(page, mutant.Random.Next(page.Entries));
        return true;
    }

    private static bool DropElement(DraftPage page)
    {
        int at = Array.FindIndex(page.Repetition, level => level > 0);
        if (at >= 0)
        {
            Mutant.RemoveEntry(page, at);
        }

        return at >= 0;
    }

    private static bool Flip(DraftPage page, bool toNull)
    {
        byte max = (byte)page.Column.MaxDefinition;
        int at = max == 0 || page.Values.Count == 0 ? -1 : Array.FindIndex(page.Definition, level => toNull ? level == max : level == max - 1);
        if (at < 0)
        {
            return false;
        }

        int value = page.Definition.Take(at).Count(level => level == max);
        if (toNull)
        {
            page.Values.RemoveAt(value);
            page.Indices?.RemoveAt(value);
        }
        else
        {
            page.Values.Insert(value, page.Values[0]);
            page.Indices?.Insert(value, page.Indices[0]);
        }

        page.Definition[at] = (byte)(toNull ? max - 1 : max);
        return true;
    }

    private static bool Level(DraftPage page)
    {
        int at = Array.FindIndex(page.Definition, level => level == 0);
        if (at >= 0)
        {
            page.Definition[at] = 1;
        }

        return at >= 0 && page.Column.MaxDefinition > 1;
    }

    private static bool Cut(DraftPage page)
    {
        int at = page.Values.FindIndex(value => value.Length > 1);
        if (at >= 0)
        {
            page.Values[at] = page.Values[at][..^1];
        }

        return at >= 0;
    }

    private static bool OffByOne(DraftPage page, Random random)
    {
        if (page.Indices is not { Count: > 0 } indices)
        {
            return false;
        }

        int at = random.Next(indices.Count);
        indices[at] = indices[at] > 0 ? indices[at] - 1 : indices[at] + 1;
        return true;
    }

    private static bool Twice(DraftChunk chunk, DraftPage page)
    {
        chunk.Pages.Insert(chunk.Pages.IndexOf(page) + 1, page.Copy());
        return true;
    }

    private static bool Swap(DraftChunk chunk)
    {
        int first = chunk.Dictionary is null ? 0 : 1;
        if (chunk.Pages.Count < first + 2 || chunk.Pages[first].Body.SequenceEqual(chunk.Pages[first + 1].Body))
        {
            return false;
        }

        (chunk.Pages[first], chunk.Pages[first + 1]) = (chunk.Pages[first + 1], chunk.Pages[first]);
        return true;
    }

    private static bool KeepOldPage(DraftChunk chunk, DraftChunk old)
    {
        DraftPage[] now = [.. chunk.DataPages], before = [.. old.DataPages];
        int at = now.Length == before.Length ? Array.FindIndex(now, page => page.Origin is null) : -1;
        return at >= 0 && Replace(chunk, now[at], before[at]);
    }

    private static bool Replace(DraftChunk chunk, DraftPage old) => Replace(chunk, chunk.Dictionary!, old);

    private static bool Replace(DraftChunk chunk, DraftPage now, DraftPage old)
    {
        chunk.Pages[chunk.Pages.IndexOf(now)] = old;
        return !old.Body.SequenceEqual(now.Body);
    }

    private static bool SetStaleChecksum(DraftPage page)
    {
        page.Header.SetI32(4, (int)Crc32.Compute(page.Body) ^ 1);
        return true;
    }

    private static bool CountAnother(DraftPage page)
    {
        ThriftStruct statistics = new();
        statistics.SetI64(3, page.Entries + 1L);
        page.Specific.Set((short)(page.IsV2 ? 8 : 5), ThriftValue.Of(statistics));
        return true;
    }

    private static bool OverwriteUsed(DraftChunk chunk, DraftPage page)
    {
        int used = chunk.DataPages.SelectMany(data => data.Indices ?? []).FirstOrDefault(-1);
        int other = page.Values.FindIndex(value => used >= 0 && !value.SequenceEqual(page.Values[used]));
        if (used < 0 || other < 0)
        {
            return false;
        }

        page.Values[used] = page.Values[other];
        page.Encode();
        return true;
    }

    private static bool Rotate(DraftPage page)
    {
        if (page.Values.Count < 2 || page.Values.TrueForAll(value => value.SequenceEqual(page.Values[0])))
        {
            return false;
        }

        page.Values = [.. page.Values.Skip(1), page.Values[0]];
        page.Encode();
        return true;
    }

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
