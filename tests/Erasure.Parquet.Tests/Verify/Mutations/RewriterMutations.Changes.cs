using Erasure.Parquet.Pages;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Verify.Mutations;

/// <content>Changes of rows, pages and dictionaries.</content>
internal static partial class RewriterMutations
{
    /// <summary>Exchanges a row's beginning with the element beside it.</summary>
    private static bool Move(DraftPage page, byte first, byte second)
    {
        int at = Enumerable.Range(1, Math.Max(0, page.Repetition.Length - 2))
            .FirstOrDefault(i => page.Repetition[i] == first && page.Repetition[i + 1] == second && IsPresent(page, i) && IsPresent(page, i + 1), -1);
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
}
