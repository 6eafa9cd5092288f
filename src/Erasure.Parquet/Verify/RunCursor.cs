using Erasure.Parquet.Encodings;

namespace Erasure.Parquet.Verify;

/// <summary>Goes through runs of positions in pieces of any length.</summary>
internal struct RunCursor
{
    private int run;
    private int taken;

    /// <summary>Positions left of the current run; 0 behind the last.</summary>
    public readonly int Left(ReadOnlySpan<ValueRun> runs) => run < runs.Length ? runs[run].Count - taken : 0;

    /// <summary>Takes that many positions of the current run, and returns the first.</summary>
    public int Take(ReadOnlySpan<ValueRun> runs, int count)
    {
        int start = runs[run].Start + taken;
        taken += count;
        if (taken == runs[run].Count)
        {
            run++;
            taken = 0;
        }

        return start;
    }
}
