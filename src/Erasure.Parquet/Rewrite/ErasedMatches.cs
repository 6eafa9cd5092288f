using System.Runtime.InteropServices;

namespace Erasure.Parquet.Rewrite;

/// <summary>What bytes that go were copied from: a later match that copied from them can copy from there.</summary>
internal sealed class ErasedMatches
{
    /// <summary>More are forgotten, the oldest first: they are far back, and this is a matter of size only.</summary>
    private const int Most = 1 << 13;

    private readonly List<Entry> entries = [];

    public void Clear() => entries.Clear();

    /// <summary>Notes that the bytes from <paramref name="start"/> to <paramref name="end"/> are those <paramref name="offset"/> bytes before. In order.</summary>
    public void Add(int start, int end, int offset)
    {
        if (entries.Count == Most)
        {
            entries.RemoveRange(0, Most / 2);
        }

        entries.Add(new Entry(start, end, offset));
    }

    /// <summary>Finds an earlier place that has the bytes at <paramref name="position"/>.</summary>
    /// <param name="position">The first of them.</param>
    /// <param name="length">How many; made smaller to those of one earlier place, or to those that have none.</param>
    /// <param name="earlier">The place.</param>
    public bool TryFind(int position, ref int length, out int earlier)
    {
        ReadOnlySpan<Entry> all = CollectionsMarshal.AsSpan(entries);
        int low = 0, high = all.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (all[middle].End <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        earlier = 0;
        if (low == all.Length)
        {
            return false;
        }

        Entry entry = all[low];
        if (entry.Start > position)
        {
            length = Math.Min(length, entry.Start - position);
            return false;
        }

        // a match may repeat itself: go back until before it
        length = Math.Min(length, entry.End - position);
        earlier = position - ((((position - entry.Start) / entry.Offset) + 1) * entry.Offset);
        return true;
    }

    private readonly record struct Entry(int Start, int End, int Offset);
}
