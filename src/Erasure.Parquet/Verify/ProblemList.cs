namespace Erasure.Parquet.Verify;

/// <summary>What is wrong, as several workers find it.</summary>
internal sealed class ProblemList
{
    private readonly Lock gate = new();
    private readonly List<VerificationProblem> problems = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<VerificationProblem> Found
    {
        get
        {
            lock (gate)
            {
                return [.. problems];
            }
        }
    }

    public void Add(VerificationProblemCode code, string message)
    {
        lock (gate)
        {
            problems.Add(new VerificationProblem(code, message));
        }
    }

    /// <summary>Adds a problem where something that has to hold doesn't.</summary>
    public void Expect(bool holds, VerificationProblemCode code, string message)
    {
        if (!holds)
        {
            Add(code, message);
        }
    }
}
