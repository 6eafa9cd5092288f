namespace Erasure.Aws.S3.Parts;

/// <summary>One way in which everything so far may be cut into parts.</summary>
/// <param name="Filled">Length of the upload that is open, no more than the minimum of a part; 0 where none is open.</param>
/// <param name="Surplus">What the last copied part can lend to that upload and still be long enough, no more than the minimum of a part.</param>
/// <param name="Cost">Bytes of the source that travel: each is downloaded and uploaded.</param>
/// <param name="Choices">How it came to that.</param>
internal sealed record PlanState(long Filled, long Surplus, long Cost, PartChoice? Choices)
{
    /// <summary>The upload goes on with written bytes.</summary>
    public PlanState Write(long length, long min) => Fill(length, min) with { Choices = Choices };

    /// <summary>A range of the source is uploaded with its neighbours.</summary>
    public PlanState Upload(long length, long min) => Fill(length, min) with { Cost = Cost + (2 * length), Choices = new(Choices, IsPart: false, 0, 0) };

    /// <summary>A range becomes a part. An upload before it that is too short takes from its neighbours, from the left first: nothing else can use what is there.</summary>
    /// <param name="length">Length of the range.</param>
    /// <param name="least">What must be left of it.</param>
    /// <param name="min">Minimum of a part.</param>
    /// <returns>Null where too little would be left.</returns>
    public PlanState? Copy(long length, long least, long min)
    {
        long missing = Filled == 0 ? 0 : min - Filled;
        long left = Math.Min(missing, Surplus);
        long right = missing - left;
        return length - right < least
            ? null
            : new(0, Math.Clamp(length - right - min, 0, min), Cost + (2 * missing), new(Choices, IsPart: true, left, right));
    }

    /// <summary>Whatever follows, this way costs no more than the other.</summary>
    public bool Dominates(PlanState other) => Filled == other.Filled && Cost <= other.Cost && Surplus >= other.Surplus;

    private PlanState Fill(long length, long min)
    {
        long filled = Math.Min(min, Filled + length);
        return new(filled, filled == min ? 0 : Surplus, Cost, Choices);
    }
}
