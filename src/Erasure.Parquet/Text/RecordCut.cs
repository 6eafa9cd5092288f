namespace Erasure.Parquet.Text;

/// <summary>A record that a scan has read, and which of its bytes go.</summary>
/// <param name="Length">Its bytes, with what belongs to it: line end, separator, white space. 0 where more bytes are needed to tell.</param>
/// <param name="Start">Where the bytes that go begin.</param>
/// <param name="Count">How many go: none of a record that stays, but for a separator that it no longer needs.</param>
/// <param name="Matches">Whether it is a row that goes.</param>
internal readonly record struct RecordCut(int Length, int Start, int Count, bool Matches)
{
    /// <summary>Nothing can be told yet.</summary>
    public static RecordCut More => default;

    /// <summary>Bytes that stay.</summary>
    public static RecordCut Keep(int length) => new(length, 0, 0, false);
}
