namespace Erasure.Parquet.Verify.Records;

/// <summary>Cuts one text into records, and reads them. Simple and slow on purpose: it shares nothing with what erases.</summary>
internal abstract class RecordForm
{
    /// <summary>Finds the next record.</summary>
    /// <param name="text">From the end of the record before.</param>
    /// <param name="isEnd">Nothing follows.</param>
    /// <param name="cut">The record; an empty one where only what stands behind the last is left.</param>
    /// <returns>False where more text is needed to tell.</returns>
    public abstract bool TryCut(ReadOnlySpan<char> text, bool isEnd, out RecordCut cut);

    /// <summary>Goes on behind a record.</summary>
    public abstract void Pass(ReadOnlySpan<char> gap, ReadOnlySpan<char> record);

    /// <summary>Reads the record that is cut.</summary>
    /// <returns>Its fields; null where it is no row and has to stay.</returns>
    /// <exception cref="FormatException">It can't be read here.</exception>
    public abstract List<RecordField>? Read(RecordText text, ReadOnlySpan<char> record);

    /// <summary>Characters between records that may come and go with them.</summary>
    public abstract bool IsFrame(ReadOnlySpan<char> gap);

    /// <summary>What stands between the records isn't as the format has it.</summary>
    public virtual bool IsBroken => false;
}

/// <summary>A record in a text.</summary>
/// <param name="Gap">Characters before it that belong to no record.</param>
/// <param name="Length">Its characters; 0 for none.</param>
internal readonly record struct RecordCut(int Gap, int Length)
{
    /// <summary>The first character behind it.</summary>
    public int End => Gap + Length;
}

/// <summary>A value of a record.</summary>
/// <param name="Path">Its column, or the names that lead to it, with dots between.</param>
/// <param name="Text">The value.</param>
/// <param name="IsNumber">It is a number, and not text.</param>
/// <param name="IsInList">It stands in an array.</param>
/// <param name="IsSure">Nothing speaks against its being compared: no other column of that name, no null's text.</param>
internal readonly record struct RecordField(string Path, string Text, bool IsNumber, bool IsInList, bool IsSure);
