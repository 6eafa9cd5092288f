using System.Runtime.InteropServices;
using Erasure.Parquet.Encodings;

namespace Erasure.Parquet.Verify;

/// <summary>The entries of a dictionary that a page uses, each once: pages use few entries many times.</summary>
internal sealed class DistinctEntries
{
    private readonly List<int> entries = [];
    private bool[] isListed = [];

    public ReadOnlySpan<int> List(PageValues values)
    {
        entries.Clear();
        if (isListed.Length < values.Values.Count)
        {
            isListed = new bool[values.Values.Count];
        }

        foreach (int index in values.Indices)
        {
            if (!isListed[index])
            {
                isListed[index] = true;
                entries.Add(index);
            }
        }

        foreach (int index in entries)
        {
            isListed[index] = false;
        }

        return CollectionsMarshal.AsSpan(entries);
    }
}
