namespace Erasure.Parquet.Text;

/// <summary>A scan that also counts the records which stay and which a looser comparison would take.</summary>
/// <param name="exact">Decides.</param>
/// <param name="loose">Reads the same records, by <see cref="RowPredicate.Loosely"/>.</param>
internal sealed class NearMissScan(ITextScan exact, ITextScan loose) : ITextScan
{
    private readonly NearMisses misses = new();

    public long Rows => exact.Rows;

    public IReadOnlyList<MatchProblem> Problems => exact.Problems;

    public IReadOnlyList<Notice> Notices => [.. exact.Notices, .. misses.Notices];

    public AskedRows? Asked => exact.Asked;

    public IReadOnlyDictionary<string, bool>? ColumnsSeen => exact.ColumnsSeen;

    public RecordCut Read(ReadOnlySpan<byte> text, bool isEnd)
    {
        RecordCut cut = exact.Read(text, isEnd);
        if (loose.Read(text, isEnd).Matches && !cut.Matches)
        {
            misses.Add(1, $"row {Rows}");
        }

        return cut;
    }

    public void Complete()
    {
        exact.Complete();
        loose.Complete();
    }
}
