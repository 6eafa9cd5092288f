using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Verify;

/// <summary>Whether a successor's dictionary still has a value that only rows had which are gone.</summary>
internal sealed class DictionaryAudit(LeafColumn column)
{
    private bool[] staying = [], gone = [];

    /// <summary>Notes which entries of the original's dictionary a page uses.</summary>
    public void Add(PageValues values, ReadOnlySpan<ValueRun> kept, ReadOnlySpan<ValueRun> removed)
    {
        if (!values.IsDictionary)
        {
            return;
        }

        Grow(values.Values.Count);
        Mark(values.Indices, kept, staying);
        Mark(values.Indices, removed, gone);
    }

    /// <summary>Whether one of those values stands in the successor's dictionary.</summary>
    public bool IsLeft(ValueBlock old, ValueBlock made)
    {
        Grow(old.Count);
        List<(byte[] Value, int Id)> values = [];
        for (int i = 0; i < old.Count; i++)
        {
            if (gone[i] && !staying[i])
            {
                values.Add((old[i].ToArray(), values.Count));
            }
        }

        if (values.Count == 0)
        {
            return false;
        }

        ValueSet set = ValueSet.Create(column, values);
        bool[] isElsewhere = new bool[values.Count];
        for (int i = set.FindNext(old, 0, out int id); i >= 0; i = set.FindNext(old, i + 1, out id))
        {
            // the same value may have a second entry, which rows use that stay
            isElsewhere[id] |= staying[i];
        }

        bool isUnused = !staying.Contains(true);
        for (int i = set.FindNext(made, 0, out int id); i >= 0; i = set.FindNext(made, i + 1, out id))
        {
            if (!isElsewhere[id] && !(isUnused && SaysNothing(made[i])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A dictionary that nobody uses any more still needs entries: nothing at all, zeros, or what stands for nothing in the column's type.</summary>
    private bool SaysNothing(ReadOnlySpan<byte> value) => !value.ContainsAnyExcept((byte)0) || column.Logical.Kind switch
    {
        LogicalKind.Json => value.SequenceEqual("null"u8),
        LogicalKind.Bson => value.SequenceEqual((ReadOnlySpan<byte>)[5, 0, 0, 0, 0]),
        LogicalKind.Geometry => value.SequenceEqual((ReadOnlySpan<byte>)[1, 7, 0, 0, 0, 0, 0, 0, 0]),
        _ => false,
    };

    private static void Mark(ReadOnlySpan<int> indices, ReadOnlySpan<ValueRun> runs, bool[] into)
    {
        foreach (ValueRun run in runs)
        {
            foreach (int index in indices.Slice(run.Start, run.Count))
            {
                into[index] = true;
            }
        }
    }

    private void Grow(int count)
    {
        if (staying.Length < count)
        {
            staying = new bool[count];
            gone = new bool[count];
        }
    }
}
