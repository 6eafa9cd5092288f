using System.Numerics;

namespace Erasure.Parquet.Find;

/// <summary>Rows of one row group, by their position in it: a bit for each row while it is filled, the smaller of bits and numbers once it is kept.</summary>
internal sealed class RowSet
{
    /// <summary>What <see cref="NextAtOrAfter"/> answers when there is no further row.</summary>
    public const int None = int.MaxValue;

    private const int FirstWords = 2048;

    private readonly HashSet<int> unusedEntries = [];

    private ulong[] bits;
    private int[]? rows;

    public RowSet(int rowCount)
    {
        RowCount = rowCount;
        bits = new ulong[Math.Min(WordsOf(rowCount), FirstWords)];
    }

    /// <summary>Rows of the row group.</summary>
    public int RowCount { get; }

    /// <summary>Rows in the set.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>Columns whose chunk has a value in its dictionary or bounds that goes, though no row of the row group has it.</summary>
    public IReadOnlySet<int> UnusedEntries => unusedEntries;

    /// <summary>Nothing of the row group has to change.</summary>
    public bool ChangesNothing => IsEmpty && unusedEntries.Count == 0;

    /// <summary>Chunks whose dictionary or bounds may hold a value that goes: they weren't looked at yet.</summary>
    public List<Unsought> Unsought { get; } = [];

    /// <summary>Who asks for which of the rows; null where that is not to be told, or was counted already.</summary>
    public RowGroupAskers? Askers { get; set; }

    public void AddUnusedEntry(int column) => unusedEntries.Add(column);

    /// <summary>Every row of the row group is in the set.</summary>
    public bool IsFull => Count == RowCount;

    public void Add(int row)
    {
        if (row >> 6 >= bits.Length)
        {
            // not before a row is really found: how many a row group has is only what the footer says
            Array.Resize(ref bits, Math.Min(WordsOf(RowCount), Math.Max((row >> 6) + 1, bits.Length * 2)));
        }

        ulong bit = 1UL << (row & 63);
        if ((bits[row >> 6] & bit) == 0)
        {
            bits[row >> 6] |= bit;
            Count++;
        }
    }

    /// <summary>Gives up the bits where numbers take less; nothing can be added any more.</summary>
    public void Compact()
    {
        if (rows is not null || Count * 32L >= RowCount)
        {
            return;
        }

        rows = ToArray();
        bits = [];
    }

    /// <summary>The first row of the set at or behind <paramref name="row"/>, or <see cref="None"/>.</summary>
    public int NextAtOrAfter(int row)
    {
        if (rows is { } numbers)
        {
            int index = Array.BinarySearch(numbers, row);
            index = index < 0 ? ~index : index;
            return index < numbers.Length ? numbers[index] : None;
        }

        int word = row >> 6;
        if (word >= bits.Length)
        {
            return None;
        }

        ulong rest = bits[word] & (ulong.MaxValue << (row & 63));
        while (rest == 0)
        {
            if (++word == bits.Length)
            {
                return None;
            }

            rest = bits[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(rest);
    }

    public bool Contains(int row) => NextAtOrAfter(row) == row;

    /// <summary>The rows' numbers, ascending.</summary>
    public int[] ToArray()
    {
        int[] numbers = new int[Count];
        for (int i = 0, row = NextAtOrAfter(0); i < numbers.Length; i++, row = NextAtOrAfter(row + 1))
        {
            numbers[i] = row;
        }

        return numbers;
    }

    /// <summary>Whether a row of the set is among <paramref name="count"/> rows from <paramref name="start"/>.</summary>
    public bool AnyIn(int start, int count) => NextAtOrAfter(start) < (long)start + count;

    private static int WordsOf(int rowCount) => (int)((rowCount + 63L) / 64);
}
