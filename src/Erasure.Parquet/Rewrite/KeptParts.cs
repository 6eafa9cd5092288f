using System.Runtime.CompilerServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Encodings;

namespace Erasure.Parquet.Rewrite;

/// <summary>
/// The parts of a content that are in the new one too: where each byte goes, and in which part it lies. Beside those that stay
/// these are the bytes of a prefix that the new prefix, of the same length, has as well.
/// </summary>
internal sealed class KeptParts : IDisposable
{
    /// <summary>For every so many bytes of the content the first part that could hold them is known.</summary>
    private const int StrideLog = 12;

    private const int ShortestMatch = 3;

    /// <summary>Replaced bytes up to which the content is searched for copies of them.</summary>
    private const int MostSearched = 16;

    private readonly List<ValueRun> parts = [];
    private readonly PooledArray<int> gaps = new();
    private readonly PooledArray<int> strides = new();

    /// <param name="plain">The content.</param>
    /// <param name="kept">What stays, in order, none empty, no two touching.</param>
    /// <param name="prefix">What comes first in the new content.</param>
    /// <param name="replaced">Bytes of the content in whose place it comes, none of which stays.</param>
    public KeptParts(ReadOnlySpan<byte> plain, ReadOnlySpan<ValueRun> kept, ReadOnlySpan<byte> prefix, int replaced)
    {
        if (replaced == prefix.Length)
        {
            Written = replaced;
            AddWithPrefix(plain, kept, prefix);
        }
        else
        {
            parts.AddRange(kept);
            Place(plain.Length, prefix.Length, 0);
        }
    }

    /// <summary>Bytes of the new content.</summary>
    public int Total { get; private set; }

    /// <summary>Bytes of the content in whose place the prefix comes; 0 if that is of another length, when they are in no part.</summary>
    public int Written { get; }

    /// <summary>The part in which no match copies from before it but what stays at the same distance; -1 for none.</summary>
    public int Head { get; private set; } = -1;

    public int Count => parts.Count;

    public ValueRun this[int part]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => parts[part];
    }

    /// <summary>The first part that ends behind <paramref name="position"/>; <see cref="Count"/> for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int position)
    {
        int part = strides.Span[position >> StrideLog];
        while (part < parts.Count && parts[part].End <= position)
        {
            part++;
        }

        return part;
    }

    /// <summary>By how much less a byte of <paramref name="part"/> is behind one of <paramref name="earlier"/> than it was.</summary>
    public int Shortening(int part, int earlier) => gaps.Span[part] - gaps.Span[earlier];

    public void Dispose()
    {
        gaps.Dispose();
        strides.Dispose();
    }

    private void AddWithPrefix(ReadOnlySpan<byte> plain, ReadOnlySpan<ValueRun> kept, ReadOnlySpan<byte> prefix)
    {
        ReadOnlySpan<byte> old = plain[..Written];
        int same = prefix.CommonPrefixLength(old), sameAgain = Written;
        while (sameAgain > same && prefix[sameAgain - 1] == old[sameAgain - 1])
        {
            sameAgain--;
        }

        // what follows the bytes that changed begins inside of the prefix
        bool touches = kept[0].Start == Written;
        int begin = same == sameAgain ? 0 : sameAgain, end = touches ? kept[0].End : Written;
        if (begin > 0 && same > 0)
        {
            parts.Add(new ValueRun(0, same));
        }

        int following = parts.Count;
        if (begin < end)
        {
            parts.Add(new ValueRun(begin, end - begin));
            Head = MayBeCopied(plain[..end], same, begin) ? -1 : following;
        }

        parts.AddRange(kept[(touches ? 1 : 0)..]);
        Place(plain.Length, sameAgain - same, following);
    }

    /// <summary>Computes where the parts go.</summary>
    /// <param name="length">Bytes of the content.</param>
    /// <param name="inserted">Bytes that are new.</param>
    /// <param name="before">The part that they come before.</param>
    private void Place(int length, int inserted, int before)
    {
        Span<int> gapOf = gaps.Reset(parts.Count), firstOf = strides.Reset((length >> StrideLog) + 1);
        int stride = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            Total += i == before ? inserted : 0;
            gapOf[i] = parts[i].Start - Total;
            Total += parts[i].Count;
            for (; stride < firstOf.Length && stride << StrideLog < parts[i].End; stride++)
            {
                firstOf[stride] = i;
            }
        }

        firstOf[stride..].Fill(parts.Count);
    }

    /// <summary>Whether there can be a match behind <paramref name="to"/> that copies any of the bytes between <paramref name="from"/> and there.</summary>
    private static bool MayBeCopied(ReadOnlySpan<byte> plain, int from, int to)
    {
        if (to - from > MostSearched)
        {
            return true;
        }

        for (int at = to; from < to; at++)
        {
            int next = plain[at..].IndexOfAny(plain[from..to]);
            if (next < 0)
            {
                break;
            }

            at += next;
            for (int i = from; i < to; i++)
            {
                if (plain[i] == plain[at] && Agreement(plain, i, at) >= ShortestMatch)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Equal bytes around two places, as far as it takes to know whether a match can hold both.</summary>
    private static int Agreement(ReadOnlySpan<byte> plain, int earlier, int later)
    {
        int before = 0, behind = 0;
        while (before < ShortestMatch && earlier > before && plain[earlier - before - 1] == plain[later - before - 1])
        {
            before++;
        }

        while (behind < ShortestMatch && later + behind < plain.Length && plain[earlier + behind] == plain[later + behind])
        {
            behind++;
        }

        return before + behind;
    }
}
